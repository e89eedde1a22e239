"""Tell open pages that something happened: PostgreSQL NOTIFY, delivered at commit."""

from __future__ import annotations

import json
from typing import Any

from django.db import connection

from marque.accountsets.schemas import current_schema

CHANNEL = "marque"


def publish(topic: str, event: str, **payload: Any) -> None:
    """Send `event` to the browsers of this account set that listen to `topic`.

    Part of the caller's transaction: a rollback sends nothing.  Payloads are small (under
    8,000 bytes); pages fetch what they need.
    """
    message = {"books": current_schema(), "topic": topic, "event": event, **payload}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, %s)",
            [CHANNEL, json.dumps(message, ensure_ascii=False, default=str)],
        )

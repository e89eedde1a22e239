"""Tell open pages that something happened: PostgreSQL NOTIFY, delivered at commit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.db import connection

from marque.accountsets.schemas import current_schema

CHANNEL = "marque"


def publish(topic: str, event: str, **payload: Any) -> None:
    """Send `event` to the browsers of this account set that listen to `topic`.

    Part of the caller's transaction: a rollback sends nothing.  Payloads are small (under
    8,000 bytes); pages fetch what they need.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, _message(topic, event, payload)])


def publish_all(topics: Iterable[str], event: str, **payload: Any) -> None:
    """Send the same `event` to those who listen to one of many topics; one statement."""
    messages = [_message(topic, event, payload) for topic in topics]
    if not messages:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_notify(%s, message) FROM unnest(%s::text[]) AS message",
            [CHANNEL, messages],
        )


def _message(topic: str, event: str, payload: dict[str, Any]) -> str:
    told = {"books": current_schema(), "topic": topic, "event": event, **payload}
    return json.dumps(told, ensure_ascii=False, default=str)

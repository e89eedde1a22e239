"""Who is writing: told to the database, so that its triggers can write it down."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection


def announce(user: Any, *, address: str = "", request_id: str = "", source: str = "") -> None:
    """Every write on this connection from now on is this user's."""
    known = user is not None and getattr(user, "is_authenticated", False)
    who = {
        "id": user.pk if known else None,
        "name": str(user)[:60] if known else "",
        "ip": address,
        "request": request_id,
        "source": source[:80],
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('marque.actor', %s, false)", [json.dumps(who)])


@contextmanager
def acting_as(user: Any, *, source: str) -> Iterator[None]:
    """For commands, jobs and the simulation."""
    announce(user, source=source)
    try:
        yield
    finally:
        announce(None)


def note(action: str, obj: str, detail: dict[str, Any] | None = None) -> None:
    """Write down something that is no write: a number revealed, a list exported, a refusal."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT audit_note(%s, %s, %s)", [action, obj, json.dumps(detail or {}, default=str)]
        )

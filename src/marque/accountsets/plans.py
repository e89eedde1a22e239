"""How this connection asks the database: with kept plans, and how soon a commit is on disk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import Cursor, ServerBindingCursor

SEEN = 2
"""A statement is prepared when a connection has run it so many times."""
MOST = 2000
"""Plans kept at most by a connection that does one long piece of work."""


def keep_plans(after: int | None) -> None:
    """Prepare what this connection runs often from now on; None: prepare nothing.

    Only a statement whose values travel beside it can be prepared.
    """
    connection.ensure_connection()
    line: Any = connection.connection
    line.prepare_threshold = after
    line.cursor_factory = Cursor if after is None else ServerBindingCursor


@contextmanager
def kept() -> Iterator[None]:
    """Keep the plans of the reads in the block: by keys, so that one plan is good for all values.

    To plan such a read costs more than to run it, and every page asks several.
    """
    connection.ensure_connection()
    line: Any = connection.connection
    before = line.prepare_threshold, line.cursor_factory
    keep_plans(SEEN)
    try:
        yield
    finally:
        line.prepare_threshold, line.cursor_factory = before


@contextmanager
def in_bulk() -> Iterator[None]:
    """For thousands of small writes that are worth nothing unless all are done.

    Plans are kept, and a commit does not wait for the disk.  The next commit after the block
    does, and with it everything before is on disk, so the caller notes there that it is done.
    """
    connection.ensure_connection()
    line: Any = connection.connection
    usual = line.prepared_max
    line.prepared_max = MOST
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # plans are kept for the sizes known now
    keep_plans(SEEN)
    _commits("off")
    try:
        yield
    finally:
        if connection.connection is line and not line.closed:
            _commits("on")
            keep_plans(None)
            line.prepared_max = usual


def _commits(wait: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('synchronous_commit', %s, false)", [wait])

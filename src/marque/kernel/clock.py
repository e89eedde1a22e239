"""What time it is.

Services take `now` as an argument.  Rows that stamp themselves (a line of history, a
notification) ask here, so that the simulation can live through days that are past.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_pretended: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def now() -> datetime:
    """The present moment (aware), or the one that the simulation lives in."""
    return _pretended.get() or datetime.now(UTC)  # noqa: TID251  the one clock of the system


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Live at `moment` inside the block."""
    token = _pretended.set(moment)
    try:
        yield
    finally:
        _pretended.reset(token)

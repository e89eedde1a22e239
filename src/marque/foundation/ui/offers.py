"""What the filters of a list offer, read once a minute for each reader and not once a page.

The owners, models and words that a filter offers change a few times a day, are small, and cost
as much to find as the rows of the page. They are kept in the process for the reader, the store,
the language and everything the reader may do, so that nobody is offered what only another may
see; a new right counts at once. A value that is asked for and not offered is looked up anew.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import get_language

from marque.accountsets.schemas import current_schema
from marque.foundation.access.authority import authority_of

if TYPE_CHECKING:
    from marque.foundation.ui.tables import Table

Offer = TypeVar("Offer")
KEPT_SECONDS = 60
MOST = 1_024


def kept(table: Table, name: str, read: Callable[[], Offer]) -> Offer:
    """What ``read`` gives for this table, reader and store, at most a minute old."""
    slot = _slot(_minute(), *_reader(table), name)
    if not slot:
        slot.append(read())
    found: Offer = slot[0]
    return found


def forget() -> None:
    """Read everything anew: another test has other data under the same keys."""
    _slot.cache_clear()


@lru_cache(maxsize=MOST)
def _slot(*_key: Any) -> list[Any]:
    """Where one offer is kept; empty until it has been read."""
    return []


def _minute() -> int:
    return int(time.monotonic() // KEPT_SECONDS)


def _reader(table: Table) -> tuple[Any, ...]:
    authority = authority_of(table.user)
    post = authority.post
    return (
        current_schema(),
        type(table),
        get_language(),
        getattr(table.user, "pk", None),
        post and (post.pk, post.department_id),
        table.store and table.store.pk,
        hash(frozenset(authority.scopes.items())),  # two hundred rights, kept with every offer
    )

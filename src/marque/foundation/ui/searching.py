"""What lists and lookup fields search in: names of lookups, or functions of the whole text."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import or_

from django.db.models import Q

Search = tuple[str | Callable[[str], Q], ...]


def search_condition(search: Search, text: str, *, most: int) -> Q:
    """Rows that one of the functions finds, or in which every word is found by a lookup."""
    whole = [part(text) for part in search if callable(part)]
    lookups = [part for part in search if isinstance(part, str)]
    condition = Q()
    for word in text.split()[:most] if lookups else ():
        condition &= reduce(or_, (Q(**{lookup: word}) for lookup in lookups), Q())
    if not whole or not text.split():
        return condition
    return reduce(or_, whole, condition)

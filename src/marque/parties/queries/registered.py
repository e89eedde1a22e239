"""What the apps above tell about customers as sets; they register in `apps.ready()`.

Each provider is a function without arguments that returns a queryset of plain values, so that a
night's work over all customers stays a handful of statements.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Q

Rows = Callable[[], Any]


class SetProviders:
    """The providers of one kind, by key."""

    def __init__(self) -> None:
        self._all: dict[str, Rows] = {}

    def register(self, key: str, rows: Rows) -> None:
        """Add a provider; the same key again replaces it."""
        self._all[key] = rows

    def __iter__(self) -> Any:
        return iter([rows() for rows in self._all.values()])


purchases = SetProviders()
"""`values_list("customer_id", amount, number, last_on)`: what was bought and kept."""

open_business = SetProviders()
"""`values("customer_id")`: customers with something under way; no rule takes them away."""

plates = SetProviders()
"""`values_list("customer_id", plate)`: by which cars a customer came or left."""


def with_open_business() -> Q:
    """The condition on customers that something is under way with."""
    condition = Q(pk__in=[])
    for rows in open_business:
        condition |= Q(pk__in=rows)
    return condition


def union_of(providers: Iterable[Any], empty: str) -> tuple[str, list[Any]]:
    """The rows of all providers as one SQL query; `empty` is used when there is none."""
    parts, values = [], []
    for rows in providers:
        sql, params = rows.query.sql_with_params()
        parts.append(f"({sql})")
        values.extend(params)
    return " UNION ALL ".join(parts) or f"({empty})", values

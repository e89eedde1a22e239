"""Counts and sums of several querysets in one statement, each as far as it is worth.

A list over a million rows must open as fast as one over fifty, so nothing on it may read every
row. A count goes up to ``LIMIT`` rows; what is larger is *capped*: it is said to be "10,000+",
and its sums are left out rather than shown wrong. Without a limit it is exact, whatever it costs.
The inner statements need no more than an index where there is one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connections
from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable

LIMIT = 10_000
TAB_LIMIT = 1_000


@dataclass(frozen=True)
class Ask:
    """What to count: the rows of ``queryset`` and the sums of paths or expressions over them."""

    queryset: QuerySet[Any]
    sums: Mapping[str, str | Combinable] = field(default_factory=dict)
    limit: int | None = LIMIT


@dataclass(frozen=True)
class Figure:
    """What was counted. ``is_capped``: there are more rows than ``count``; then no sum is known."""

    count: int = 0
    sums: Mapping[str, Any] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def text(self) -> str:
        """``1,204``, or ``10,000+`` when there are more."""
        return f"{self.count:,}{'+' if self.is_capped else ''}"


def gather(asks: Mapping[str, Ask]) -> dict[str, Figure]:
    """The figures under the same keys: one statement, none when nothing can be found."""
    found = {key: Figure(sums=dict.fromkeys(ask.sums)) for key, ask in asks.items()}
    parts: list[str] = []
    params: list[Any] = []
    asked: list[str] = []
    for key, ask in asks.items():
        try:
            sql, values = _rows_of(ask).query.sql_with_params()
        except (EmptyResultSet, FullResultSet):
            continue
        sums = "".join(f", sum(s{at})" for at in range(len(ask.sums)))
        parts.append(f"(SELECT count(*){sums} FROM ({sql}) r) f{len(parts)}")  # noqa: S608 - written by the ORM
        params += values
        asked.append(key)
    if parts:
        sql = "SELECT * FROM " + " CROSS JOIN ".join(parts)  # noqa: S608 - written by the ORM
        row = iter(_fetch(sql, params))
        found |= {key: _figure(asks[key], row) for key in asked}
    return found


def _rows_of(ask: Ask) -> QuerySet[Any]:
    """The rows with nothing but what is summed, so that an index alone may answer."""
    named = {
        f"s{at}": F(path.replace(".", "__")) if isinstance(path, str) else path
        for at, path in enumerate(ask.sums.values())
    }
    rows = ask.queryset.order_by().select_related(None)
    if rows.query.distinct:
        rows = rows.values("pk", **named)
    else:
        rows = rows.values(**(named or {"one": Value(1)}))
    return rows if ask.limit is None else rows[: ask.limit + 1]


def _fetch(sql: str, params: list[Any]) -> tuple[Any, ...]:
    with connections["default"].cursor() as cursor:
        cursor.execute(sql, params)
        row: tuple[Any, ...] = cursor.fetchone()
        return row


def _figure(ask: Ask, row: Any) -> Figure:
    count = next(row)
    sums = {name: next(row) for name in ask.sums}
    if ask.limit is not None and count > ask.limit:
        return Figure(ask.limit, dict.fromkeys(sums), is_capped=True)
    return Figure(count, sums)

"""Counts and sums of several querysets in one statement, each as far as it is worth.

A list over a million rows must open as fast as one over fifty, so nothing on it may read every
row. A count goes up to ``LIMIT`` rows; what is larger is *capped*: it is said to be "5,000+",
and its sums are left out rather than shown wrong. Without a limit it is exact, whatever it costs.
The inner statements need no more than an index where there is one.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet, FieldError, FullResultSet
from django.db import connections
from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils.timezone import get_current_timezone_name

LIMIT = 5_000
TAB_LIMIT = 1_000


@dataclass(frozen=True)
class Ask:
    """What to count: the rows of ``queryset``, of these where a condition is given only those that
    meet it, and the sums of paths or expressions over them."""

    queryset: QuerySet[Any]
    sums: Mapping[str, str | Combinable] = field(default_factory=dict)
    limit: int | None = LIMIT
    where: Q | None = None


@dataclass(frozen=True)
class Figure:
    """What was counted. ``is_capped``: there are more rows than ``count``; then no sum is known."""

    count: int = 0
    sums: Mapping[str, Any] = field(default_factory=dict)
    is_capped: bool = False

    @property
    def text(self) -> str:
        """``1,204``, or ``5,000+`` when there are more."""
        return f"{self.count:,}{'+' if self.is_capped else ''}"


def gather(asks: Mapping[str, Ask]) -> dict[str, Figure]:
    """The figures under the same keys: one statement, none when nothing can be found."""
    found = {key: Figure(sums=dict.fromkeys(ask.sums)) for key, ask in asks.items()}
    parts: list[str] = []
    params: list[Any] = []
    asked: list[str] = []
    plain: dict[Hashable, _Plain | None] = {}
    for key, ask in asks.items():
        try:
            sql, values = _sql_of(ask, plain)
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


class _Plain:
    """The rows of a queryset, to which conditions on its own columns are added as text.

    The tabs of a list count the same rows under a dozen conditions; compiled once, each of them
    costs its condition alone.
    """

    def __init__(self, ask: Ask) -> None:
        self.is_bare = not ask.queryset.query.annotations
        self.query = _rows_of(replace(ask, limit=None)).query
        self.compiler = self.query.get_compiler("default")
        self.sql, self.params = self.compiler.as_sql()

    def narrowed(self, ask: Ask) -> tuple[str, tuple[Any, ...]]:
        """The statement with the condition of `ask`.  Raises FieldError for a joined one."""
        condition, values = self._condition(ask.where or Q())
        parts = [self.sql]
        if condition:
            parts.append(f"{'AND' if self.query.where else 'WHERE'} ({condition})")
        if ask.limit is not None:
            parts.append(f"LIMIT {ask.limit + 1}")
        return " ".join(parts), (*self.params, *values)

    def _condition(self, where: Q) -> tuple[str, tuple[Any, ...]]:
        """The condition as text; of one that names nothing but columns it is written once."""
        is_kept = self.is_bare and _is_simple(where)
        slot = _text(self.query.model, where, get_current_timezone_name()) if is_kept else []
        if not slot:
            tree = self.query.build_where(where)
            try:
                condition, values = self.compiler.compile(tree)
            except FullResultSet:
                condition, values = "", []
            slot.append((condition, tuple(values)))
        return slot[0]


def _is_simple(where: Q) -> bool:
    """Whether there are only columns and values in it, no subquery that would be kept with it."""
    for child in where.children:
        if isinstance(child, Q):
            if not _is_simple(child):
                return False
        elif not isinstance(child, tuple) or _is_asked(child[1]):
            return False
    return True


def _is_asked(value: Any) -> bool:
    return hasattr(value, "resolve_expression") and not isinstance(value, F)


@lru_cache(maxsize=2_048)
def _text(_model: Any, _where: Q, _zone: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Where the text of a condition is kept: equal conditions on a model read the same."""
    return []


def _sql_of(ask: Ask, plain: dict[Hashable, _Plain | None]) -> tuple[str, tuple[Any, ...]]:
    """The statement of the rows of `ask`; `plain` keeps what several of them share."""
    if ask.where is None:
        return _rows_of(ask).query.sql_with_params()
    key = (id(ask.queryset), *ask.sums.items())
    if key not in plain:
        plain[key] = _plain(ask)
    if shared := plain[key]:
        with suppress(FieldError):
            return shared.narrowed(ask)
    whole = Ask(ask.queryset.filter(ask.where), sums=ask.sums, limit=ask.limit)
    return _sql_of(whole, plain)


def _plain(ask: Ask) -> _Plain | None:
    query = ask.queryset.query
    is_plain = not (query.distinct or query.combinator or query.group_by or query.is_sliced)
    return _Plain(ask) if is_plain else None


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

"""The rows of one page, read by their position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from marque.accountsets import plans
from marque.accountsets.written import Written
from marque.foundation.ui.columns import Column
from marque.foundation.ui.paths import is_stored, with_key
from marque.foundation.ui.tables import Table


@dataclass(frozen=True)
class Slice:
    """Rows of a sorted queryset with everything that the columns read."""

    table: Table
    queryset: QuerySet[Any]
    columns: Iterable[Column]

    def rows(self, start: int, stop: int, *, every: QuerySet[Any]) -> list[Any]:
        """From `start` to before `stop`; `every`: the same rows without the conditions asked for.

        First the keys alone, which an index gives however far down the page lies; then these rows
        with everything the cells read, so that no join and no expression is computed for a row
        that is not shown.
        """
        query = self.queryset.query
        if query.distinct or query.combinator:
            return list(self._full(self.queryset)[start:stop])
        ordered = self.queryset
        if not all(is_stored(key, ordered) for key in query.order_by):
            ordered = self.table.annotate(ordered.order_by()).order_by(*query.order_by)
        keys = list(ordered.values_list("pk", flat=True)[start:stop])
        with plans.kept():
            found = {row.pk: row for row in self._with_keys(keys, every)}
        return [found[key] for key in keys if key in found]

    def _with_keys(self, keys: list[int], every: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with these keys, which have just been read from what the reader may see."""
        if not self._is_same_for_all(every):
            return self._full(every.filter(with_key(keys)))
        kind: Any = type(self.table)
        model: Any = every.model
        slot = _written(kind, model, tuple(self.table.joins(self.columns)))
        if not slot:
            nobody = [0]
            rows: QuerySet[Any] = QuerySet(model).order_by().filter(with_key(nobody))
            slot.append(Written(self._full(rows), nobody))
        return slot[0].of(keys)

    def _is_same_for_all(self, every: QuerySet[Any]) -> bool:
        """Whether nothing in the statement depends on the reader, the store or the moment."""
        table, kind = self.table, type(self.table)
        query: Any = every.query
        is_usual = kind.annotate is Table.annotate and kind.rows is Table.rows
        is_bare = not query.annotations and query.deferred_loading == (frozenset(), True)
        return is_usual and is_bare and not table.relations(self.columns)

    def _full(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.table.rows(queryset, self.columns)


@lru_cache(maxsize=512)
def _written(_kind: type[Table], _model: Any, _joins: tuple[str, ...]) -> list[Written]:
    """Where the statement for the rows of a list is kept; empty until it has been written."""
    return []

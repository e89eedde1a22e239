"""The rows of one page, read by their position."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from marque.accountsets import plans
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
            found = {row.pk: row for row in self._full(every.filter(with_key(keys)))}
        return [found[key] for key in keys if key in found]

    def _full(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return self.table.rows(queryset, self.columns)

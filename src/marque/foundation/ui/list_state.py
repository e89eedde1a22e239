"""What the address of a list asks for: view, search, filters, sort, page. No queries except for
the choices of related filters and the user's saved views, which the caller passes in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import copy
from functools import cached_property
from typing import Any, cast
from urllib.parse import quote_plus

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Expression, F, OrderBy, Q
from django.http import QueryDict
from django.utils.http import urlencode

from marque.foundation.ui.advanced_query import PARAM, AdvancedQuery
from marque.foundation.ui.columns import Column, SortKey
from marque.foundation.ui.filters import Filter, clean_text
from marque.foundation.ui.tables import Table, View

PAGE_SIZES = (50, 100, 200)
MAX_SORTS = 3
PANEL = "aq_"


class ListState:
    """The parsed query string of one list. The bare address means the default view."""

    def __init__(self, table: Table, params: QueryDict, path: str) -> None:
        self.table = table
        self.path = path
        self.params = without_panel(params) or self._default_params()

    def _default_params(self) -> QueryDict:
        default = next((view for view in self.table.views if view.default), None)
        found = QueryDict(mutable=True)
        if default:
            found = QueryDict(default.query, mutable=True)
            found["view"] = default.key
        return found

    # Parsed parts ---------------------------------------------------------------------------

    @cached_property
    def view_key(self) -> str:
        """The key of the chosen tab; empty for none."""
        return self.params.get("view", "")[:40]

    @cached_property
    def built_in(self) -> View | None:
        """The chosen built-in view."""
        return next((v for v in self.table.views if v.key == self.view_key), None)

    @cached_property
    def q(self) -> str:
        """The search text."""
        return clean_text(self.params.get("q", ""))

    @cached_property
    def active(self) -> dict[str, Any]:
        """Filter key → parsed value for the filters that are on."""
        found = {
            key: flt.parse(self.params, self.table)
            for key, flt in self.table.filters.items()
            if any(name in self.params for name in flt.names())
        }
        return {key: value for key, value in found.items() if value is not None}

    @property
    def aq(self) -> str:
        """The parameter of 高级查询."""
        return self.params.get(PARAM, "")

    @cached_property
    def advanced(self) -> AdvancedQuery | None:
        """The conditions of 高级查询."""
        return AdvancedQuery.parse(self.table, self.aq)

    @cached_property
    def size(self) -> int:
        """Rows a page: 50, 100 or 200."""
        asked = self.params.get("size", "")
        return int(asked) if asked in {str(size) for size in PAGE_SIZES} else PAGE_SIZES[0]

    @cached_property
    def page_asked(self) -> int:
        """The page asked for, whatever was typed: words are page 1, the past is page 1."""
        text = clean_text(self.params.get("page", "1"), 12)
        try:
            return max(1, int(text))
        except ValueError:
            return 1

    @property
    def is_exact(self) -> bool:
        """Whether every row shall be counted, however many there are."""
        return self.params.get("exact") == "1"

    @cached_property
    def signature(self) -> tuple[str, ...]:
        """The same for two states that find the same rows."""
        view = self.built_in
        active = sorted((key, str(value)) for key, value in self.active.items())
        where = view.key if view and view.where is not None else ""
        return (where, self.q, repr(active), self.aq)

    @cached_property
    def sorts(self) -> list[str]:
        """Column keys in order of sorting, ``-`` for descending; only sortable, permitted ones."""
        asked = self.params.get("sort", "") or ",".join(self.table.default_sort)
        found: list[str] = []
        for part in asked[:200].split(","):
            key = part.strip()
            name = key.lstrip("-")
            if name in self.table.columns and name not in {s.lstrip("-") for s in found}:
                found.append(("-" if key.startswith("-") else "") + name)
        return found[:MAX_SORTS]

    # What follows from them -----------------------------------------------------------------

    def condition(self) -> Q:
        """Everything the address asks for as one condition."""
        filters = self.table.filters
        parts = [filters[key].q(value, self.table) for key, value in self.active.items()]
        if self.q:
            parts.append(self.table.search_q(self.q))
        if self.built_in and self.built_in.where is not None:
            parts.append(self.built_in.where)
        if self.advanced:
            parts.append(self.advanced.condition)
        condition = Q()
        for part in parts:
            condition &= part
        return condition

    def ordering(self, model: Any) -> list[Any]:
        """ORDER BY of the rows: the asked columns, then the primary key so pages never overlap,
        in the direction of the last column so that one index serves both directions."""
        found: list[Any] = []
        for key in self.sorts:
            column = self.table.columns[key.lstrip("-")]
            found += [
                _directed(s, model, down=key.startswith("-")) for s in column.sort_keys(model)
            ]
        if not found and not self.params.get("sort"):
            found += [
                name
                for name in self.table.default_sort
                if name.lstrip("-") not in self.table.all_columns
            ]
        last = found[-1] if found else None
        falls = last.startswith("-") if isinstance(last, str) else not last or last.descending
        return [*found, "-pk" if falls else "pk"]

    # Addresses ------------------------------------------------------------------------------

    def query(self, drop: Iterable[str] = (), **changes: str | Sequence[str]) -> str:
        """The query string with changes; a page is forgotten unless it is what changes."""
        gone = {*drop, "page", "export", "exact"}
        params: dict[str, Any] = {**dict(self.params.lists()), "view": [self.view_key]}
        params = {name: values for name, values in params.items() if name not in gone} | changes
        return urlencode(params, doseq=True)

    def url(self, drop: Iterable[str] = (), **changes: str | Sequence[str]) -> str:
        """The address of this list with changes."""
        return f"{self.path}?{self.query(drop, **changes)}"

    def without(self, flt: Filter) -> str:
        """The address with one filter off."""
        return self.url(drop=flt.names())

    def cleared(self) -> str:
        """The address with no search and no filter at all (not even the default view's)."""
        kept = f"&size={self.size}" if self.size != PAGE_SIZES[0] else ""
        return f"{self.path}?view={kept}"

    def sort_url(self, column: Column) -> str:
        """Sort by this column; again to turn round."""
        first = self.sorts[0] if self.sorts else ""
        return self._sorted_by(f"-{column.key}" if first == column.key else column.key)

    def add_sort_url(self, column: Column) -> str:
        """Add this column as a further sort key, or turn it round where it stands."""
        keys = [key.lstrip("-") for key in self.sorts]
        sorts = list(self.sorts)
        if column.key in keys:
            at = keys.index(column.key)
            sorts[at] = column.key if sorts[at].startswith("-") else f"-{column.key}"
        else:
            sorts.append(column.key)
        return self._sorted_by(",".join(sorts[:MAX_SORTS]))

    def _sorted_by(self, keys: str) -> str:
        """Every head has two such addresses, so what they share is written once."""
        return f"{self._unsorted}&sort={quote_plus(keys)}"

    @cached_property
    def _unsorted(self) -> str:
        return self.url(drop=("sort",))


def without_panel(params: QueryDict) -> QueryDict:
    """The address without what the panel of 高级查询 is filled in with."""
    if not any(name.startswith(PANEL) for name in params):
        return params
    kept = params.copy()
    for name in list(kept):
        if name.startswith(PANEL):
            del kept[name]
    return kept


def _directed(key: SortKey, model: Any, *, down: bool) -> OrderBy:
    """A sort expression in a direction; empty values stand last in both. A column that cannot be
    empty keeps the plain order so that an index serves it."""
    if isinstance(key, OrderBy):
        turned = copy(key)
        if down:
            turned.reverse_ordering()
        return turned
    if not isinstance(key, str):
        return OrderBy(cast(Expression, key), descending=down, nulls_last=True)
    name = key.lstrip("-")
    last = True if _may_be_empty(model, name) else None
    return OrderBy(F(name), descending=down != key.startswith("-"), nulls_last=last)


def _may_be_empty(model: Any, path: str) -> bool:
    """Whether an ORM path can be NULL; unknown names (annotations) can."""
    current = model
    for part in path.split("__"):
        try:
            found = current._meta.get_field("id" if part == "pk" else part)
        except (FieldDoesNotExist, AttributeError):
            return True
        if getattr(found, "null", True):
            return True
        current = found.related_model
    return False

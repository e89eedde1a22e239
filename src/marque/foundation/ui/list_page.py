"""Everything the list templates show, computed once with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from marque.foundation.ui import cells, navigation, saved_views
from marque.foundation.ui.columns import Column, MoneyColumn, NumberColumn, orm_path
from marque.foundation.ui.filters import Filter
from marque.foundation.ui.list_parts import (
    CardLine,
    Cell,
    Chip,
    Head,
    Pager,
    Row,
    RowCard,
    Tab,
)
from marque.foundation.ui.list_state import ListState
from marque.foundation.ui.models import SavedView
from marque.foundation.ui.tables import BulkAction, Card, Table, View


class ListPage:
    """The list for one request. Attributes are lazy: what a template leaves out is not queried."""

    def __init__(
        self,
        request: HttpRequest,
        table: Table,
        queryset: QuerySet[Any],
        *,
        actions: tuple[BulkAction, ...] = (),
    ) -> None:
        self.request = request
        self.table = table
        self.base = queryset.order_by().select_related(None)
        self.state = ListState(table, self._params(), request.path)
        self.queryset = self.base.filter(self.state.condition())
        self.actions = [action for action in actions if table.may(action.right)]

    def _params(self) -> QueryDict:
        """The query string; the bare tab of a saved view stands for its saved filters."""
        params = self.request.GET
        if set(params) == {"view"}:
            saved = next((v for v in self.saved if v.key == params["view"]), None)
            if saved:
                found = QueryDict(saved.query, mutable=True)
                found["view"] = saved.key
                return found
        return params

    # Counts ---------------------------------------------------------------------------------

    @cached_property
    def _totals(self) -> dict[str, Any]:
        """Row count of the filtered set and the sums of its total columns: one query."""
        sums: dict[str, Any] = {}
        queryset = self.queryset
        for column in self.columns:
            path = self._total_path(column)
            if path:
                sums[f"sum_{column.key}"] = Sum(path)
        if not sums:
            return {"rows": queryset.count()}
        if any(column.total and not self._is_field(column) for column in self.columns):
            queryset = self.table.annotate(queryset)
        return queryset.aggregate(rows=Count("pk"), **sums)

    def _total_path(self, column: Column) -> str:
        if isinstance(column.total, str):
            return column.total
        if not column.total or not isinstance(column.value, str):
            return ""
        return column.value.replace(".", "__")

    def _is_field(self, column: Column) -> bool:
        return orm_path(self.queryset.model, self._total_path(column)) is not None

    @cached_property
    def count(self) -> int:
        """How many rows the filters leave."""
        return int(self._totals["rows"])

    @cached_property
    def totals(self) -> list[Cell]:
        """The totals row under the columns, empty when no column has a total."""
        if not any(f"sum_{col.key}" in self._totals for col in self.columns):
            return []
        return [Cell(self._total_text(col), col.classes) for col in self.columns]

    def _total_text(self, column: Column) -> str:
        if f"sum_{column.key}" not in self._totals:
            return ""
        value = self._totals[f"sum_{column.key}"] or 0
        if isinstance(column, MoneyColumn):
            return cells.money(value, column.places)
        places = column.places if isinstance(column, NumberColumn) else 0
        return cells.number(value, places)

    @cached_property
    def summary(self) -> str:
        """``203 台``: the count in words, also announced to screen readers."""
        return f"{self.count:,} {self.table.unit}"

    # Views ----------------------------------------------------------------------------------

    @cached_property
    def saved(self) -> list[SavedView]:
        """The user's own and shared views of this list: one query."""
        if not self.table.key:
            return []
        return list(saved_views.list_saved_views(self.table.user, self.table.key))

    @cached_property
    def tabs(self) -> list[Tab]:
        """Built-in and saved views with their counts: one query for all counts."""
        views: list[View | SavedView] = [*self.table.views, *self.saved]
        counts = self._view_counts([(view.key, view.query) for view in views])
        return [self._tab(view, counts.get(view.key)) for view in views]

    def _tab(self, view: View | SavedView, count: int | None) -> Tab:
        params = QueryDict(view.query, mutable=True)
        params["view"] = view.key
        own = isinstance(view, SavedView) and view.owner_id == self.table.user.pk
        return Tab(
            key=view.key,
            label=str(view.label if isinstance(view, View) else view.name),
            url=f"{self.state.path}?{params.urlencode()}",
            count=count,
            hot=bool(count) and isinstance(view, View) and view.hot,
            current=view.key == self.state.view_key,
            own_pk=view.pk if own and isinstance(view, SavedView) else None,
        )

    def _view_counts(self, views: list[tuple[str, str]]) -> dict[str, int]:
        if not views or not self.table.count_views:
            return {}
        asked = {}
        for at, (key, query) in enumerate(views):
            params = QueryDict(query, mutable=True)
            params.setdefault("view", key)
            condition = ListState(self.table, params, self.state.path).condition()
            asked[f"n{at}"] = Count("pk", filter=condition) if condition else Count("pk")
        found = self.base.aggregate(**asked)
        return {key: found[f"n{at}"] for at, (key, _query) in enumerate(views)}

    # Columns --------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column]:
        """The columns to show: the user's layout or the default."""
        key = self.table.key
        layout = saved_views.find_layout(self.table.user, key) if key else None
        return self.table.chosen_columns(layout)

    @cached_property
    def chooser(self) -> list[tuple[Column, bool]]:
        """All permitted columns, shown ones first in their order, for the column chooser."""
        shown = [column.key for column in self.columns]
        hidden = [col for key, col in self.table.columns.items() if key not in shown]
        return [(col, True) for col in self.columns] + [(col, False) for col in hidden]

    @cached_property
    def heads(self) -> list[Head]:
        """The column heads."""
        return [self._head(column) for column in self.columns]

    def _head(self, column: Column) -> Head:
        label = str(column.label)
        if not column.sort_keys(self.queryset.model):
            return Head(label, column.classes)
        sorts = self.state.sorts
        direction = "ascending" if column.key in sorts else ""
        direction = "descending" if f"-{column.key}" in sorts else direction
        return Head(
            label,
            column.classes,
            self.state.sort_url(column),
            self.state.add_sort_url(column),
            direction,
        )

    @property
    def sort_text(self) -> str:
        """``按库龄倒序``: the first sort key in words."""
        if not self.state.sorts:
            return ""
        key = self.state.sorts[0]
        label = self.table.columns[key.lstrip("-")].label
        return (_("按%s倒序") if key.startswith("-") else _("按%s顺序")) % label

    # Rows -----------------------------------------------------------------------------------

    @cached_property
    def pager(self) -> Pager:
        """The page shown and the links around it."""
        return Pager(self.state, self.count)

    @cached_property
    def objects(self) -> list[Any]:
        """The rows of the page: one query, none when the list is empty."""
        if not self.count:
            return []
        start = self.pager.start
        ordered = self.table.rows(self.queryset).order_by(*self.state.ordering(self.base.model))
        return list(ordered[start : start + self.state.size])

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, drawn."""
        card = self.table.phone_card()
        return [self._row(obj, card) for obj in self.objects]

    def _row(self, obj: Any, card: Card) -> Row:
        first = self.columns[0] if self.columns else None
        return Row(
            pk=obj.pk,
            url=self.table.row_url(obj),
            name=str(first.exported(obj) or obj.pk) if first else str(obj.pk),
            cells=[Cell(col.cell(obj, self.table), col.classes) for col in self.columns],
            card=self._card(obj, card),
        )

    def _card(self, obj: Any, card: Card) -> RowCard:
        def parts(keys: tuple[str, ...]) -> list[str]:
            known = [self.table.columns[key] for key in keys if key in self.table.columns]
            return [text for text in (col.inner(obj) for col in known) if text]

        lines = []
        for keys in card.lines:
            right = parts(keys[-1:]) if len(keys) > 1 else []
            left = parts(keys[:-1] if len(keys) > 1 else keys)
            if left or right:
                lines.append(CardLine(left, right[0] if right else ""))
        return RowCard(parts(card.title), next(iter(parts((card.badge,))), ""), lines)

    # Bar, pager, empty ----------------------------------------------------------------------

    @cached_property
    def chips(self) -> list[Chip]:
        """All permitted filters, those that are on first."""
        chips = [self._chip(key, flt) for key, flt in self.table.filters.items()]
        return sorted(chips, key=lambda chip: (not chip.text, not chip.filter.primary))

    def _chip(self, key: str, flt: Filter) -> Chip:
        value = self.state.active.get(key)
        return Chip(
            filter=flt,
            options=flt.options(self.table),
            fields=flt.fields(value),
            text=flt.text(value, self.table) if value is not None else "",
            off_url=self.state.without(flt) if value is not None else "",
        )

    @cached_property
    def has_more_filters(self) -> bool:
        """Whether there are filters that are neither on nor on the bar."""
        return any(not chip.text and not chip.filter.primary for chip in self.chips)

    @cached_property
    def shareable_roles(self) -> Any:
        """The roles the user may share a view with: the user's own."""
        return saved_views.roles_of(self.table.user)

    @cached_property
    def is_filtered(self) -> bool:
        """Whether a search or filter is on that can be cleared."""
        return bool(self.state.active or self.state.q)

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether filters or the view leave rows out: decides which empty state is shown."""
        view = self.state.built_in
        return self.is_filtered or bool(view and view.where is not None)

    @property
    def kept_params(self) -> Iterator[tuple[str, str]]:
        """Hidden inputs of the filter form: what the form itself does not ask for."""
        for name in ("view", "sort", "size"):
            value = self.state.params.get(name, "")
            if value or name == "view":
                yield name, value

    @property
    def query(self) -> str:
        """The current query string without page, for saving and for bulk actions."""
        return self.state.query()

    @property
    def view_query(self) -> str:
        """What a saved view keeps: filters, search, sort; the built-in view's own condition too."""
        keep_view = self.state.built_in is not None and self.state.built_in.where is not None
        return self.state.query(drop=() if keep_view else ("view",))

    @property
    def here(self) -> str:
        """The address of this page, for ``next`` fields."""
        return self.request.get_full_path()

    @property
    def cleared_url(self) -> str:
        """The list without search and filters."""
        return self.state.cleared()

    def export_url(self, kind: str) -> str:
        """The address of the export of what is shown."""
        return self.state.url(export=kind)

    @property
    def xlsx_url(self) -> str:
        """Export as a spreadsheet, empty without the right."""
        may = self.table.can_export and self.table.may(self.table.export_right)
        return self.export_url("xlsx") if may else ""

    @property
    def csv_url(self) -> str:
        """Export as CSV."""
        return self.export_url("csv")

    @property
    def create_url(self) -> str:
        """The address of the primary button; empty without the right, and in the group view
        when it creates what belongs to a store."""
        create = self.table.create
        if not create or not self.table.may(create.right):
            return ""
        if self.table.store is None and create.url_name in navigation.quick_create_names():
            return ""
        try:
            return self.table.surl(create.url_name)
        except NoReverseMatch:
            return reverse(create.url_name)

    @property
    def bulk(self) -> list[tuple[BulkAction, str]]:
        """Bulk actions the user may do with their addresses."""
        return [(action, self.table.surl(action.url_name)) for action in self.actions]

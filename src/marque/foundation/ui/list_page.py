"""Everything the list templates show, computed once with a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from marque.foundation.access.models import Role
from marque.foundation.ui import cells, figures, navigation, saved_views
from marque.foundation.ui.columns import Column, MoneyColumn, NumberColumn
from marque.foundation.ui.escaping import SafeString, esc
from marque.foundation.ui.figures import Ask, Figure, gather
from marque.foundation.ui.filters import Filter
from marque.foundation.ui.list_pager import Pager
from marque.foundation.ui.list_parts import Cell, Chip, Head, Tab
from marque.foundation.ui.list_rows import Row, RowDrawer
from marque.foundation.ui.list_slice import Slice
from marque.foundation.ui.list_state import ListState, without_panel
from marque.foundation.ui.models import SavedView
from marque.foundation.ui.paths import orm_path
from marque.foundation.ui.saved_views import Preferences
from marque.foundation.ui.tables import BulkAction, Table, View

ROWS = " "  # the list itself among the figures; no view has this key


class ListPage:
    """The list for one request. Attributes are lazy: what a template leaves out is not queried."""

    def __init__(
        self,
        request: HttpRequest,
        table: Table,
        queryset: QuerySet[Any],
        *,
        actions: tuple[BulkAction, ...] = (),
        is_whole: bool = True,
    ) -> None:
        self.request = request
        self.table = table
        self.base = queryset.order_by().select_related(None)
        self.state = ListState(table, self._params(), request.path)
        self.queryset = self.base.filter(self.state.condition())
        self.actions = [action for action in actions if table.may(action.right)]
        self.is_whole = is_whole

    def _params(self) -> QueryDict:
        """The query string; the bare tab of a saved view stands for its saved filters."""
        params = without_panel(self.request.GET)
        if set(params) == {"view"}:
            saved = next((v for v in self.saved if v.key == params["view"]), None)
            if saved:
                found = QueryDict(saved.query, mutable=True)
                found["view"] = saved.key
                return found
        return params

    # Counts ---------------------------------------------------------------------------------

    @cached_property
    def is_exact(self) -> bool:
        """Whether every row must be counted: asked for, or the page lies beyond the limit."""
        asked = self.state.page_asked * self.state.size > figures.LIMIT
        return asked or self.state.is_exact

    @cached_property
    def _figures(self) -> dict[str, Figure]:
        """Count and sums of the list and, for a whole page, the count of each tab: one query."""
        asks = {ROWS: self._ask()}
        has_tabs = self.is_whole and self.table.count_views
        states = self._tab_states if has_tabs else {}
        for key, state in states.items():
            if state.signature != self.state.signature:
                asks[key] = Ask(self.base, limit=figures.TAB_LIMIT, where=state.condition())
        found = gather(asks)
        return {key: found.get(key, found[ROWS]) for key in (ROWS, *states)}

    def _ask(self) -> Ask:
        sums = {col.key: path for col in self.columns if (path := self._total_path(col))}
        queryset = self.queryset
        if any(col.key in sums and not self._is_field(col) for col in self.columns):
            queryset = self.table.annotate(queryset)
        return Ask(queryset, sums, None if self.is_exact else figures.LIMIT)

    def _total_path(self, column: Column) -> str:
        if isinstance(column.total, str):
            return column.total
        if not column.total or not isinstance(column.value, str):
            return ""
        return column.value.replace(".", "__")

    def _is_field(self, column: Column) -> bool:
        return orm_path(self.queryset.model, self._total_path(column)) is not None

    @property
    def figure(self) -> Figure:
        """Count and sums of what the filters leave."""
        return self._figures[ROWS]

    @property
    def count(self) -> int:
        """How many rows the filters leave; at most the limit when ``is_capped``."""
        return self.figure.count

    @property
    def is_capped(self) -> bool:
        """Whether there are more rows than were counted; the sums are then left out."""
        return self.figure.is_capped

    @property
    def exact_url(self) -> str:
        """The same page with every row counted and summed."""
        return self.state.url(page=str(self.pager.page), exact="1")

    @cached_property
    def totals(self) -> list[Cell]:
        """The totals row under the columns, empty when no column has a total."""
        if self.is_capped or not self.figure.sums:
            return []
        return [Cell(self._total_text(col), col.classes) for col in self.columns]

    def _total_text(self, column: Column) -> str:
        if column.key not in self.figure.sums:
            return ""
        value = self.figure.sums[column.key] or 0
        if isinstance(column, MoneyColumn):
            return cells.money(value, column.places)
        places = column.places if isinstance(column, NumberColumn) else 0
        return cells.number(value, places)

    @cached_property
    def summary(self) -> str:
        """``203 台``: the count in words, also announced to screen readers."""
        return f"{self.figure.text} {self.table.unit}"

    # Views ----------------------------------------------------------------------------------

    @cached_property
    def saved(self) -> list[SavedView]:
        """The user's own and shared views of this list."""
        return self._preferences.views

    @cached_property
    def _preferences(self) -> Preferences:
        """Layout, saved views and roles of the user: one query."""
        if not self.table.key:
            return Preferences(None, [], [])
        return saved_views.preferences_of(self.table.user, self.table.key)

    @cached_property
    def tabs(self) -> list[Tab]:
        """Built-in and saved views with their counts: one query for all counts."""
        counts = self._figures
        views: list[View | SavedView] = [*self.table.views, *self.saved]
        return [self._tab(view, counts.get(view.key)) for view in views]

    @property
    def tab_links(self) -> SafeString:
        """The tabs as HTML."""
        return _joined(self.tabs)

    @property
    def own_tab(self) -> Tab | None:
        """The view shown, when it is the reader's own and can be deleted."""
        return next((tab for tab in self.tabs if tab.current and tab.own_pk), None)

    @cached_property
    def _tab_states(self) -> dict[str, ListState]:
        """What each tab asks for."""
        states: dict[str, ListState] = {}
        views: list[View | SavedView] = [*self.table.views, *self.saved]
        for view in views:
            params = QueryDict(view.query, mutable=True)
            params.setdefault("view", view.key)
            states[view.key] = ListState(self.table, params, self.state.path)
        return states

    def _tab(self, view: View | SavedView, figure: Figure | None) -> Tab:
        params = QueryDict(view.query, mutable=True)
        params["view"] = view.key
        own = isinstance(view, SavedView) and view.owner_id == self.table.user.pk
        return Tab(
            key=view.key,
            label=str(view.label if isinstance(view, View) else view.name),
            url=f"{self.state.path}?{params.urlencode()}",
            count=figure.count if figure else None,
            count_text=figure.text if figure else "",
            hot=bool(figure and figure.count) and isinstance(view, View) and view.hot,
            current=view.key == self.state.view_key,
            own_pk=view.pk if own and isinstance(view, SavedView) else None,
        )

    # Columns --------------------------------------------------------------------------------

    @cached_property
    def columns(self) -> list[Column]:
        """The columns to show: the user's layout or the default."""
        return self.table.chosen_columns(self._preferences.layout)

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
        urls = self.state.sort_url(column), self.state.add_sort_url(column)
        return Head(label, column.classes, *urls, direction)

    @property
    def head_cells(self) -> SafeString:
        """The heads as HTML."""
        hint = esc(_("点击排序，按住 Shift 增加排序"))
        return SafeString("".join([head.html(hint) for head in self.heads]))

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
        return Pager(self.state, self.count, is_capped=self.is_capped)

    @cached_property
    def objects(self) -> list[Any]:
        """The rows of the page: two queries, none when the list is empty."""
        if not self.count:
            return []
        start = self.pager.start
        ordering = self.state.ordering(self.base.model)
        found = Slice(self.table, self.queryset.order_by(*ordering), self._drawer.shown)
        return found.rows(start, start + self.state.size, every=self.base)

    @cached_property
    def _drawer(self) -> RowDrawer:
        return RowDrawer(self.table, self.columns, has_picks=bool(self.bulk))

    @cached_property
    def rows(self) -> list[Row]:
        """The rows, drawn."""
        return self._drawer.rows(self.objects)

    @property
    def body(self) -> SafeString:
        """The rows of the table as HTML."""
        return SafeString("\n".join([row.html for row in self.rows]))

    @property
    def cards(self) -> SafeString:
        """The rows as cards for the phone."""
        return SafeString("".join([row.card_html for row in self.rows]))

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

    @property
    def query_url(self) -> str:
        """The panel of 高级查询."""
        return self.state.url(aq_edit="1")

    @property
    def query_off_url(self) -> str:
        """The list without 高级查询."""
        return self.state.url(drop=("aq",))

    @property
    def bar(self) -> SafeString:
        """The chips on the bar: what is on, and what is often asked."""
        return _joined(chip for chip in self.chips if chip.text or chip.filter.primary)

    @property
    def further(self) -> SafeString:
        """The filters that are neither on nor on the bar."""
        return _joined(chip for chip in self.chips if not (chip.text or chip.filter.primary))

    @cached_property
    def shareable_roles(self) -> list[Role]:
        """The roles the user may share a view with: the user's own."""
        return self._preferences.roles

    @cached_property
    def is_filtered(self) -> bool:
        """Whether a search or filter is on that can be cleared."""
        return bool(self.state.active or self.state.q or self.state.aq)

    @cached_property
    def is_narrowed(self) -> bool:
        """Whether filters or a chosen view leave rows out: decides which empty state is shown."""
        view = self.state.built_in
        is_chosen = bool(view and view.where is not None and not view.default)
        return self.is_filtered or is_chosen

    @property
    def kept_params(self) -> Iterator[tuple[str, str]]:
        """Hidden inputs of the filter form: what the form itself does not ask for."""
        for name in ("view", "sort", "size", "aq"):
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
        view = self.state.built_in
        return self.state.query(drop=() if view and view.where is not None else ("view",))

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

    @cached_property
    def bulk(self) -> list[tuple[BulkAction, str]]:
        """Bulk actions the user may do with their addresses."""
        return [(action, self.table.surl(action.url_name)) for action in self.actions]


def _joined(parts: Iterable[Tab | Chip]) -> SafeString:
    return SafeString("".join([part.html for part in parts]))

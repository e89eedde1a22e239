"""Lists, declared: columns, filters, built-in views, phone cards, empty states.

One class describes a list; ``lists.render_list`` draws it, ``export.export_list`` writes it, the
API serialises it, all with the same scope and the same column rights. Example::

    class OrderTable(Table):
        key = "sales.orders"
        title, unit = _("销售订单"), _("单")
        select_related = ("customer", "owner")
        search = ("number__icontains", "customer__name__icontains")
        search_hint = _("单号、客户、手机号后四位")
        default_sort = ("-created",)
        number = LinkColumn(_("单号"))
        customer = TextColumn(_("客户"), "customer.name")
        status = StatusColumn(_("状态"), kind="order", choices=OrderStatus.choices)
        amount = MoneyColumn(_("成交 ¥"), "amount_total", total=True)
        cost = MoneyColumn(_("成本 ¥"), "amount_cost", right="sales.view_cost", show=False)
        created = DateColumn(_("下单"), "created_at")
        by_status = ChoiceFilter(_("状态"), "status", choices=OrderStatus.choices)
        by_day = DateRangeFilter(_("下单日期"), "created_at", is_datetime=True)
        views = (View("open", _("进行中"), "by_status=draft&by_status=confirmed", default=True),
                 View("all", _("全部")))
        card = Card(title=("number", "customer"), badge="status", lines=(("created", "amount"),))
        create = Create(_("新建订单"), "sales:order_create", "sales.add_salesorder")

        @classmethod
        def source(cls, user, store):                 # the one scope: list, export, jobs, API
            return SalesOrder.objects.visible_to(user).in_store(store)

        def row_url(self, row):
            return self.surl("sales:order_detail", number=row.number)

and the view::

    @requires("sales.view_salesorder")
    def order_list(request):
        return render_list(request, table=OrderTable)

Optional hooks: ``annotate(queryset)`` adds expressions to the rows query only (never to the
count); ``search_q(text) -> Q`` replaces ``search``; ``only``/``defer``/``prefetch`` as named
(a column names what it alone prefetches).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.addresses import address
from marque.foundation.ui.columns import (
    AgeColumn,
    BadgeColumn,
    BoolColumn,
    Column,
    DateColumn,
    DateTimeColumn,
    ExportValue,
    LinkColumn,
    MoneyColumn,
    NumberColumn,
    PersonColumn,
    PhoneColumn,
    StatusColumn,
    TextColumn,
    VinColumn,
)
from marque.foundation.ui.filters import (
    AgeFilter,
    BoolFilter,
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    NumberRangeFilter,
    RelatedFilter,
    TextFilter,
)
from marque.foundation.ui.searching import Search, search_condition

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

__all__ = [
    "AgeColumn",
    "AgeFilter",
    "BadgeColumn",
    "BoolColumn",
    "BoolFilter",
    "BulkAction",
    "Card",
    "ChoiceFilter",
    "Column",
    "Create",
    "DateColumn",
    "DateRangeFilter",
    "DateTimeColumn",
    "Empty",
    "Filter",
    "LinkColumn",
    "MoneyColumn",
    "NumberColumn",
    "NumberRangeFilter",
    "PersonColumn",
    "PhoneColumn",
    "RelatedFilter",
    "StatusColumn",
    "Table",
    "TextColumn",
    "TextFilter",
    "View",
    "VinColumn",
]


NOTHING_YET = _("还没有记录")


@dataclass(frozen=True)
class View:
    """A built-in view of a list: a tab with a live count. ``query`` is the query string of its
    filters, ``where`` a condition that filters cannot say; ``hot`` draws the count in red;
    the ``default`` one is applied to the bare address."""

    key: str
    label: str | _StrPromise
    query: str = ""
    where: Q | None = None
    hot: bool = False
    default: bool = False


@dataclass(frozen=True)
class Card:
    """The phone form of a row by column keys: a title, a badge, lines (the last key of a line of
    two or more stands at the right)."""

    title: tuple[str, ...]
    badge: str = ""
    lines: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Empty:
    """What an unused list says: icon, what will appear, how it gets here."""

    title: str | _StrPromise = NOTHING_YET
    text: str | _StrPromise = ""
    icon: str = "inbox"


@dataclass(frozen=True)
class Create:
    """The primary button of the list; shown to whoever has ``right``."""

    label: str | _StrPromise
    url_name: str
    right: str = ""
    icon: str = "plus"


@dataclass(frozen=True)
class BulkAction:
    """A button of the bulk bar: posts the selection (``pk`` …, or ``all=1`` with ``_query``) to
    ``url_name``; the view gets the rows by ``lists.selected_rows``."""

    label: str | _StrPromise
    url_name: str
    icon: str = "check"
    right: str = ""


class Table:
    """A list for one request. Subclasses declare; an instance is bound to the user and store."""

    key: ClassVar[str] = ""
    title: ClassVar[str | _StrPromise] = ""
    unit: ClassVar[str | _StrPromise] = _("条")
    select_related: ClassVar[tuple[str, ...]] = ()
    prefetch: ClassVar[tuple[Any, ...]] = ()
    only: ClassVar[tuple[str, ...]] = ()
    defer: ClassVar[tuple[str, ...]] = ()
    search: ClassVar[Search] = ()
    search_hint: ClassVar[str | _StrPromise] = _("搜索")
    default_sort: ClassVar[tuple[str, ...]] = ()
    views: ClassVar[tuple[View, ...]] = ()
    count_views: ClassVar[bool] = True
    card: ClassVar[Card | None] = None
    empty: ClassVar[Empty] = Empty()
    create: ClassVar[Create | None] = None
    actions: ClassVar[tuple[BulkAction, ...]] = ()
    export_right: ClassVar[str] = ""
    can_export: ClassVar[bool] = True

    all_columns: ClassVar[dict[str, Column]] = {}
    all_filters: ClassVar[dict[str, Filter]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        own = vars(cls)
        cls.all_columns = dict(cls.all_columns) | {
            name: part for name, part in own.items() if isinstance(part, Column)
        }
        cls.all_filters = dict(cls.all_filters) | {
            name: part for name, part in own.items() if isinstance(part, Filter)
        }
        for name, part in own.items():  # a subclass removes a part by setting it to None
            if part is None:
                cls.all_columns.pop(name, None)
                cls.all_filters.pop(name, None)

    def __init__(
        self, user: Any, *, store: Any = None, store_code: str = "", today: date | None = None
    ) -> None:
        self.user = user
        self.store = store
        self.store_code = store_code or getattr(store, "code", "") or "hq"
        self.today = today or timezone.localdate()
        self.option_cache: dict[str, list[tuple[str, str]]] = {}
        self._urls: dict[Any, str] = {}

    @classmethod
    def for_request(cls, request: HttpRequest) -> Table:
        """Bind the table to the user and the store of a request."""
        return cls(request.user, store=getattr(request, "store", None))

    # What a table may override -------------------------------------------------------------

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """All rows the user may see in the store: the one scope of list, export, job and API."""
        raise NotImplementedError(f"{cls.__name__}.source")

    @classmethod
    def has_source(cls) -> bool:
        """Whether the table knows its own scope (needed for exports in the background)."""
        return getattr(cls.source, "__func__", None) is not getattr(Table.source, "__func__", None)

    def annotate(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Add expressions that only the rows need; never filter here."""
        return queryset

    def row_url(self, row: Any) -> str:  # noqa: ARG002 - for subclasses
        """Where a click on the row goes; empty for nowhere."""
        return ""

    def search_q(self, text: str) -> Q:
        """Every word must be found in at least one of ``search``."""
        return search_condition(self.search, text, most=6)

    def _is_shown(self, key: str, column: Column) -> bool:
        """Whether a column stands in the default layout; in the group view the store does."""
        return column.show or (key == "store" and self.store is None)

    def url_of(self, row: Any) -> str:
        """``row_url``, asked once a row however many cells link there."""
        if row.pk not in self._urls:
            self._urls[row.pk] = self.row_url(row)
        return self._urls[row.pk]

    # What the engine asks -------------------------------------------------------------------

    def surl(self, name: str, **kwargs: Any) -> str:
        """The address of a page of the current store."""
        return address(name, store=self.store_code, **kwargs)

    def may(self, right: str) -> bool:
        """Whether the user has a right; no right asked is always granted."""
        return not right or bool(self.user.has_perm(right))

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The columns this user may see, in declared order."""
        return {key: col for key, col in self.all_columns.items() if self.may(col.right)}

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """The filters this user may use."""
        return {key: flt for key, flt in self.all_filters.items() if self.may(flt.right)}

    def chosen_columns(self, layout: Sequence[str] | None) -> list[Column]:
        """The columns of a stored layout in its order, else the default ones."""
        picked = [self.columns[key] for key in layout or () if key in self.columns]
        return picked or [col for key, col in self.columns.items() if self._is_shown(key, col)]

    def rows(self, queryset: QuerySet[Any], columns: Iterable[Column]) -> QuerySet[Any]:
        """The queryset with everything that these columns read, so that no cell queries."""
        columns = list(columns)
        queryset = self.annotate(queryset)
        joins = self.joins(columns)
        if joins:
            queryset = queryset.select_related(*joins)
        if self.only:
            queryset = queryset.only(*self.only)
        if self.defer:
            queryset = queryset.defer(*self.defer)
        relations = self.relations(columns)
        return queryset.prefetch_related(*relations) if relations else queryset

    def joins(self, columns: Iterable[Column]) -> list[str]:
        """The single related rows that the list and these columns read."""
        return [*self.select_related, *(name for col in columns for name in col.joins)]

    def relations(self, columns: Iterable[Column]) -> list[Any]:
        """The many related rows that the list and these columns read."""
        return [*self.prefetch, *(name for col in columns for name in col.prefetch)]

    def phone_card(self) -> Card:
        """The declared card, or one made of the first columns."""
        if self.card:
            return self.card
        keys = [key for key, col in self.columns.items() if self._is_shown(key, col)]
        badge = next((k for k in keys if isinstance(self.columns[k], StatusColumn)), "")
        rest = [key for key in keys[1:] if key != badge][:4]
        lines = tuple(tuple(rest[at : at + 2]) for at in range(0, len(rest), 2))
        return Card(title=tuple(keys[:1]), badge=badge, lines=lines)

    def record(self, row: Any, columns: Iterable[Column] | None = None) -> dict[str, ExportValue]:
        """A row as plain values by column key, for the API; only permitted columns."""
        picked = self.columns.values() if columns is None else columns
        return {col.key: col.exported(row) for col in picked if col.key in self.columns}


TableClass = type[Table]
RowUrl = Callable[[Table, Model], str]

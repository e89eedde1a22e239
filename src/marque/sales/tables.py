"""The list of orders."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from marque.foundation.custom_fields.list_columns import CustomColumns
from marque.foundation.ui.choices import names_of, with_rows
from marque.foundation.ui.tables import (
    BadgeColumn,
    Card,
    ChoiceFilter,
    Create,
    DateColumn,
    DateRangeFilter,
    Empty,
    LinkColumn,
    MoneyColumn,
    NumberRangeFilter,
    PersonColumn,
    RelatedFilter,
    Table,
    TextColumn,
    TextFilter,
    View,
    VinColumn,
)
from marque.organisation.models import User
from marque.parties import api as parties
from marque.sales.models import SalesOrder
from marque.sales.queries.stages import READ_BY_STAGE, Stage, stage_of
from marque.sales.workflow import OPEN, OrderStatus


def _owners(table: Table) -> Any:
    """The consultants whose orders the user may see here."""
    orders = table.source(table.user, table.store)
    return names_of(with_rows(User.objects.all(), orders, "owner"))


def _where(row: SalesOrder) -> Stage:
    """The stage of a row, found once for all its cells."""
    known: dict[str, Any] = vars(row)
    if "_stage" not in known:
        known["_stage"] = stage_of(row)
    stage: Stage = known["_stage"]
    return stage


def _stage(row: SalesOrder) -> str:
    return _where(row).label


def _family(row: SalesOrder) -> str:
    return _where(row).family


def _blocker(row: SalesOrder) -> str:
    return _where(row).blocker


def _model(row: SalesOrder) -> str:
    return f"{row.trim.model.label} {row.trim.label}" if row.trim else ""


IS_OPEN = Q(status__in=sorted(OPEN))
UNPAID = Q(status__in=("confirmed", "issued"), amount_received__lt=F("amount_total"))
TO_INVOICE = Q(status="confirmed", amount_received__gte=F("amount_total"), invoiced_on__isnull=True)
TO_DELIVER = Q(status="issued") | Q(status="confirmed", invoiced_on__isnull=False)


class OrderTable(CustomColumns, Table):
    """Sales orders of a store, or of the group, with their stage and what stops them."""

    custom_target = "sales.salesorder"
    key = "sales.orders"
    title, unit = _("销售订单"), _("单")
    select_related = ("customer", "vehicle", "trim__model", "owner")
    only = (
        *READ_BY_STAGE,
        "number",
        "contract_number",
        "amount_discount",
        "custom",
        "customer__name",
        "owner__name",
        "owner__name_en",
        "store__name",
        "trim__name",
        "trim__name_en",
        "trim__model__name",
        "trim__model__name_en",
    )
    search = (
        "number__iexact",
        "contract_number__iexact",
        parties.matching_customer,
        "vehicle__vin__iendswith",
    )
    search_hint = _("单号、客户、手机尾号、车架号后六位")
    default_sort = ("-number",)

    number = LinkColumn(_("订单号"), sort="id")
    customer = TextColumn(_("客户"), "customer.name")
    model = TextColumn(_("车型"), _model, sort=False, of="trim_id")
    vin = VinColumn(_("车架号"), "vehicle.vin")
    stage = BadgeColumn(_("进度"), _stage, family=_family, sort="status")
    blocker = TextColumn(_("下一步"), _blocker, sort=False, css="cl w")
    amount = MoneyColumn(_("成交 ¥"), "amount_total", total=True)
    received = MoneyColumn(_("到账 ¥"), "amount_received", total=True)
    discount = MoneyColumn(_("优惠 ¥"), "amount_discount", show=False)
    owner = PersonColumn(_("销售顾问"))
    signed = DateColumn(_("签约"), "signed_on")
    planned = DateColumn(_("计划交车"), "delivery_planned_on")
    contract = TextColumn(_("合同编号"), "contract_number", show=False)
    store = TextColumn(_("门店"), "store.name", show=False, joins=("store",))

    by_status = ChoiceFilter(_("状态"), "status", choices=OrderStatus.choices)
    by_owner = RelatedFilter(_("销售顾问"), "owner", choices=_owners)
    by_day = DateRangeFilter(_("签约日期"), "signed_on")
    by_planned = DateRangeFilter(_("计划交车"), "delivery_planned_on", primary=False)
    by_amount = NumberRangeFilter(_("成交金额"), "amount_total", unit=_("元"), primary=False)
    by_customer = TextFilter(_("客户"), where=parties.of_customer("customer"), primary=False)

    views = (
        View("open", _("进行中"), where=IS_OPEN, default=True),
        View("approval", _("待审批"), "by_status=submitted", hot=True),
        View("unpaid", _("待收款"), where=UNPAID),
        View("invoice", _("待开票"), where=TO_INVOICE),
        View("deliver", _("待交车"), where=TO_DELIVER),
        View("delivered", _("已交车"), "by_status=delivered"),
        View("all", _("全部")),
    )
    card = Card(
        title=("number", "customer"),
        badge="stage",
        lines=(("model", "amount"), ("blocker", "planned")),
    )
    empty = Empty(_("还没有订单"), _("客户签约后录入的订单会出现在这里。"), icon="receipt")
    create = Create(_("新建订单"), "sales:order_create", "sales.create_salesorder")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """The orders the user may see in the store."""
        orders: QuerySet[Any] = SalesOrder.objects.visible_to(user).in_store(store)
        return orders

    def row_url(self, row: Any) -> str:
        """The page of the order."""
        return self.surl("sales:order_detail", number=row.number)


def _colour(row: SalesOrder) -> str:
    return row.vehicle.exterior.label if row.vehicle and row.vehicle.exterior else ""


class CarTable(Table):
    """The cars that customers bought or are about to get, by their orders."""

    key = "sales.customer_cars"
    title, unit = _("车辆"), _("辆")
    select_related = ("vehicle__exterior", "trim__model__series", "customer", "owner", "store")
    default_sort = ("-signed",)
    can_export = False

    vin = VinColumn(_("车架号"), "vehicle.vin")
    model = TextColumn(_("车型"), _model, sort=False)
    colour = TextColumn(_("颜色"), _colour, sort=False)
    number = LinkColumn(_("订单号"), sort="id")
    stage = BadgeColumn(_("进度"), _stage, family=_family, sort="status")
    amount = MoneyColumn(_("成交 ¥"), "amount_total", total=True)
    signed = DateColumn(_("签约"), "signed_on")
    delivered = DateColumn(_("交车"), "delivered_at")
    card = Card(title=("model", "colour"), badge="stage", lines=(("vin",), ("number", "amount")))
    empty = Empty(_("还没有车辆"), icon="car")

    @classmethod
    def source(cls, user: Any, store: Any) -> QuerySet[Any]:
        """Orders with a car that the user may see in the store."""
        orders: QuerySet[Any] = OrderTable.source(user, store).filter(vehicle__isnull=False)
        return orders.exclude(status=OrderStatus.CANCELLED)

    def row_url(self, row: Any) -> str:
        """The page of the order."""
        return self.surl("sales:order_detail", number=row.number)

"""What a person enters for an order, and the priced lines it becomes.

List prices come from the catalogue on the day of signing, so that a discount is measured
against what the manufacturer asks and not against what was typed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from marque.catalog import api as catalog
from marque.foundation.custom_fields.services.clean_values import clean_values
from marque.kernel.earnest_money import earnest_cap
from marque.kernel.errors import InvalidInput
from marque.kernel.money import ZERO, cents
from marque.sales.models import DepositKind, LineKind, SalesOrder, SalesOrderLine

MAX_QUANTITY = 999
LARGEST = Decimal("99999999.99")
"""The most that one order may come to: beyond it somebody typed too many digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemDraft:
    """An accessory or service by its code; the discount is of the whole line."""

    kind: str
    code: str
    quantity: int = 1
    amount_discount: Decimal = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """An order as it was entered.

    Either a `vehicle` (its trim, model, series and brand loaded) or a `trim` to be allocated
    later.  `amount_price` is what the customer pays for the car.  `amount_list` counts only for
    trims without a list price in the catalogue.
    """

    customer: Any
    vehicle: Any = None
    trim: Any = None
    amount_price: Decimal
    amount_list: Decimal | None = None
    items: tuple[ItemDraft, ...] = ()
    deposit_kind: str = DepositKind.EARNEST
    amount_deposit_due: Decimal = ZERO
    delivery_planned_on: date | None = None
    wanted_colour: str = ""
    remark: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)

    @property
    def sold_trim(self) -> Any:
        """The trim of the vehicle, or the one wanted."""
        return self.vehicle.trim if self.vehicle else self.trim


def price_order(order: SalesOrder, draft: OrderDraft, *, on: date) -> list[SalesOrderLine]:
    """Put the draft's prices on the order; returns its unsaved lines.

    Refuses unknown items, negative money, a price above the list and an earnest money above
    the legal 20 %.
    """
    lines = [_vehicle_line(draft, on), *_item_lines(draft.items)]
    for position, line in enumerate(lines, start=1):
        line.order, line.position = order, position
    order.customer = draft.customer
    order.vehicle = draft.vehicle
    order.trim = draft.sold_trim
    order.amount_list = sum((line.amount_list for line in lines), ZERO)
    if order.amount_list > LARGEST:
        raise InvalidInput(_("订单金额过大，请检查车价和数量"), field="amount_price")
    order.amount_discount = sum((line.amount_discount for line in lines), ZERO)
    order.amount_total = order.amount_list - order.amount_discount
    order.rate_discount = rate_of(order.amount_discount, order.amount_list)
    order.deposit_kind = draft.deposit_kind
    order.amount_deposit_due = _deposit(draft, order.amount_total)
    order.delivery_planned_on = draft.delivery_planned_on
    order.wanted_colour = draft.wanted_colour
    order.remark = draft.remark
    order.custom = clean_values("sales.salesorder", draft.custom, before=order.custom)
    return lines


def rate_of(discount: Decimal, total: Decimal) -> Decimal:
    """The discount in percent of the list price, two places, half up."""
    if not total:
        return ZERO
    return (discount * 100 / total).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def _vehicle_line(draft: OrderDraft, on: date) -> SalesOrderLine:
    trim = draft.sold_trim
    if trim is None:
        raise InvalidInput(_("请选择车辆或版本"), field="vin")
    listed = catalog.find_list_price(trim_id=trim.pk, on=on) or draft.amount_list
    price = cents(draft.amount_price)
    if price <= 0:
        raise InvalidInput(_("车价必须大于零"), field="amount_price")
    total = cents(listed) if listed else price
    if price > total:
        raise InvalidInput(
            _("车价不能高于标价 ¥%(list)s") % {"list": f"{total:,.2f}"}, field="amount_price"
        )
    return SalesOrderLine(
        kind=LineKind.VEHICLE,
        item_code=trim.key,
        description=name_of(trim),
        specification=_colours(draft),
        quantity=1,
        amount_list=total,
        amount_discount=total - price,
        amount_net=price,
    )


def name_of(trim: Any) -> str:
    """Brand, model year and trim in Chinese, as contracts name the car."""
    return f"{trim.model.series.brand.name} {trim.model.name} {trim.name}"[:200]


def _colours(draft: OrderDraft) -> str:
    if draft.vehicle is None:
        return draft.wanted_colour
    colours = (draft.vehicle.exterior, draft.vehicle.interior)
    return " / ".join(colour.name for colour in colours if colour)


def _item_lines(items: Iterable[ItemDraft]) -> list[SalesOrderLine]:
    wanted = list(items)
    known: dict[tuple[str, str], Any] = {}
    for kind, model in (
        (LineKind.ACCESSORY, catalog.Accessory),
        (LineKind.SERVICE, catalog.ServiceItem),
    ):
        codes = {item.code for item in wanted if item.kind == kind}
        if codes:
            rows = model.objects.filter(code__in=codes, is_active=True).order_by()
            known |= {(kind, row.code): row for row in rows}
    return [_item_line(item, known.get((item.kind, item.code))) for item in wanted]


def _item_line(item: ItemDraft, row: Any) -> SalesOrderLine:
    if row is None:
        raise InvalidInput(_("没有编码为“%(code)s”的在售项目") % {"code": item.code}, field="items")
    if not 1 <= item.quantity <= MAX_QUANTITY:
        raise InvalidInput(
            _("“%(name)s”的数量应在 1 与 999 之间") % {"name": row.name}, field="items"
        )
    listed = cents(row.amount_price * item.quantity)
    discount = cents(item.amount_discount)
    if not 0 <= discount <= listed:
        raise InvalidInput(
            _("“%(name)s”的优惠应在 0 与标价 ¥%(list)s 之间")
            % {"name": row.name, "list": f"{listed:,.2f}"},
            field="items",
        )
    return SalesOrderLine(
        kind=item.kind,
        item_code=row.code,
        description=row.name,
        specification=str(getattr(row, "category", "")),
        quantity=item.quantity,
        amount_list=listed,
        amount_discount=discount,
        amount_net=listed - discount,
        rate_vat=row.rate_vat,
        amount_cost=cents(getattr(row, "amount_cost", ZERO) * item.quantity),
    )


def _deposit(draft: OrderDraft, total: Decimal) -> Decimal:
    if draft.deposit_kind not in DepositKind.values:
        raise InvalidInput(_("请选择定金或订金"), field="deposit_kind")
    deposit = cents(draft.amount_deposit_due)
    if not 0 <= deposit <= total:
        raise InvalidInput(_("定金应在 0 与订单金额之间"), field="amount_deposit_due")
    cap = earnest_cap(total)
    if draft.deposit_kind == DepositKind.EARNEST and deposit > cap:
        raise InvalidInput(
            _("定金不得超过合同金额的 20%%（¥%(cap)s），超出部分请按订金收取")
            % {"cap": f"{cap:,.2f}"},
            field="amount_deposit_due",
        )
    return deposit

"""Where an order stands and what stops it: one pure function over the order's facts (BEY-01).

The stage is what people see.  It is never stored: money, invoice, inspection and decisions are
kept apart, and this is the only place that puts them together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.inventory import api as inventory
from marque.sales.models import SalesOrder
from marque.sales.workflow import OrderStatus

NOT_INSPECTED: frozenset[str] = frozenset(
    {inventory.VehicleStatus.PENDING_PDI, inventory.VehicleStatus.DAMAGED}
)

STEPS = (
    ("sign", gettext_lazy("签约")),
    ("approve", gettext_lazy("审批")),
    ("deposit", gettext_lazy("定金")),
    ("allocate", gettext_lazy("配车")),
    ("pay", gettext_lazy("收款开票")),
    ("outbound", gettext_lazy("出库")),
    ("deliver", gettext_lazy("交车")),
)
"""The steps of the page's stepper, in order."""


@dataclass(frozen=True, slots=True)
class Stage:
    """`step` is the index of the step the order is in (7: all done); `blocker` the one sentence
    that says what it waits for, and `who` whose move it is."""

    key: str
    label: str
    family: str
    step: int
    blocker: str
    who: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the stepper as drawn: `css` is done, now or empty."""

    key: str
    label: str
    css: str
    note: str


READ_BY_STAGE = (
    "status",
    "signed_on",
    "delivery_planned_on",
    "amount_total",
    "amount_received",
    "amount_deposit_due",
    "rate_discount",
    "deposit_kind",
    "invoiced_on",
    "approval_comment",
    "cancel_reason",
    "vehicle__vin",
    "vehicle__status",
)
"""What `stage_of` reads of an order and its vehicle."""


def stage_of(order: SalesOrder) -> Stage:
    """The stage of an order; its vehicle is loaded where there is one."""
    decided = _by_decision(order)
    return decided or _by_facts(order)


def _by_decision(order: SalesOrder) -> Stage | None:
    stage = None
    match order.status:
        case OrderStatus.DRAFT:
            blocker = _draft_blocker(order)
            stage = Stage("draft", _("草稿"), "gray", 0, blocker, _("销售顾问"))
        case OrderStatus.SUBMITTED:
            blocker = _("优惠 %(rate)s%%，等待审核") % {"rate": order.rate_discount}
            stage = Stage("submitted", _("待审批"), "purple", 1, blocker, _("审批人"))
        case OrderStatus.ISSUED:
            blocker = _("车辆已出库，完成交车清单并由客户签名")
            stage = Stage("issued", _("待交车"), "amber", 6, blocker, _("销售顾问"))
        case OrderStatus.DELIVERED:
            stage = Stage("delivered", _("已交车"), "green", len(STEPS), "")
        case OrderStatus.CANCELLED:
            stage = Stage("cancelled", _("已退订"), "void", 0, order.cancel_reason)
    return stage


def _draft_blocker(order: SalesOrder) -> str:
    if order.approval_comment:
        return _("已被退回：%(reason)s") % {"reason": order.approval_comment}
    return _("订单还是草稿，请提交")


def _by_facts(order: SalesOrder) -> Stage:
    if not order.has_deposit:
        amount = f"{order.amount_deposit_due - order.amount_received:,.2f}"
        blocker = _("还差%(kind)s ¥%(amount)s 未到账") % {
            "kind": order.get_deposit_kind_display(),
            "amount": amount,
        }
        return Stage("deposit", _("待定金"), "amber", 2, blocker, _("客户"))
    if order.vehicle_id is None:
        return Stage("allocate", _("配车中"), "cyan", 3, _("尚未配车"), _("销售顾问"))
    return _after_allocation(order)


def _after_allocation(order: SalesOrder) -> Stage:
    if not order.is_paid:
        blocker = _("还有 ¥%(amount)s 未到账") % {"amount": f"{order.amount_open:,.2f}"}
        return Stage("pay", _("待收款"), "amber", 4, blocker, _("客户"))
    if not order.invoiced_on:
        return Stage("invoice", _("待开票"), "amber", 4, _("款已到齐，等待开票"), _("财务"))
    if str(order.car.status) in NOT_INSPECTED:
        return Stage("pdi", _("待 PDI"), "amber", 5, _("车辆尚未通过 PDI 检查"), _("仓库"))
    return Stage("outbound", _("待出库"), "amber", 5, _("可以出库"), _("仓库"))


def steps_of(order: SalesOrder, stage: Stage) -> list[Step]:
    """The stepper of an order: what is done and when, where it stands, what comes."""
    notes = _notes(order)
    steps = []
    for index, (key, label) in enumerate(STEPS):
        if order.status == OrderStatus.CANCELLED:
            css = "done" if notes[key][0] else ""
        else:
            css = "done" if index < stage.step else "now" if index == stage.step else ""
        note = stage.blocker if css == "now" else notes[key][1]
        steps.append(Step(key, str(label), css, note))
    return steps


def _notes(order: SalesOrder) -> dict[str, tuple[bool, str]]:
    """For each step whether it is done, and the words under its name."""
    paid = f"¥{order.amount_received:,.2f}"
    due = _("待收 ¥%(amount)s") % {"amount": f"{order.amount_open:,.2f}"}
    return {
        "sign": (order.submitted_at is not None, _day(order.signed_on)),
        "approve": (order.confirmed_at is not None, _day(order.confirmed_at)),
        "deposit": (order.amount_received > 0, f"¥{order.amount_deposit_due:,.2f}"),
        "allocate": (order.vehicle_id is not None, _vin(order)),
        "pay": (order.is_paid, paid if order.is_paid else due),
        "outbound": (order.issued_at is not None, _day(order.issued_at)),
        "deliver": (
            order.delivered_at is not None,
            _day(order.delivered_at) or _planned(order),
        ),
    }


def _planned(order: SalesOrder) -> str:
    if order.delivery_planned_on is None:
        return ""
    return _("计划 %(day)s") % {"day": _day(order.delivery_planned_on)}


def _vin(order: SalesOrder) -> str:
    return str(order.car.short_vin) if order.vehicle_id else ""


def _day(value: Any) -> str:
    return date_format(value, "m-d") if value else ""

"""The life of a sales order.  Read this file first.

Only what a person decides is a state.  Paid, invoiced and inspected are facts kept beside
it; `marque.sales.stages` puts both together into the stage that people see.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Protocol

from django.db import models
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from marque.kernel.workflow import Transition, Workflow


class OrderStatus(models.TextChoices):
    """What was decided about an order."""

    DRAFT = "draft", _("草稿")
    SUBMITTED = "submitted", _("待审批")
    CONFIRMED = "confirmed", _("已确认")
    ISSUED = "issued", _("已出库")
    DELIVERED = "delivered", _("已交车")
    CANCELLED = "cancelled", _("已退订")


OPEN = frozenset(
    {OrderStatus.DRAFT, OrderStatus.SUBMITTED, OrderStatus.CONFIRMED, OrderStatus.ISSUED}
)
"""Orders on which somebody still has to work."""

HOLDING = frozenset({OrderStatus.SUBMITTED, OrderStatus.CONFIRMED, OrderStatus.ISSUED})
"""Orders that keep their vehicle from everybody else."""

PAYABLE = frozenset({OrderStatus.CONFIRMED, OrderStatus.ISSUED})
"""Orders for which money may be taken."""


CONTRACT_TEMPLATE = "2026-1"
"""Version of the sales contract; an order keeps the one it was confirmed with."""


class _Order(Protocol):
    vehicle_id: int | None
    amount_total: Decimal
    amount_received: Decimal


def has_price(order: _Order) -> str | None:
    """An order for nothing is not an order."""
    return None if order.amount_total > 0 else _now("订单金额为零，请先录入车辆和价格")


def has_vehicle(order: _Order) -> str | None:
    """A car must be allocated before it can leave."""
    return None if order.vehicle_id else _now("订单尚未配车，请先配车")


def is_paid(order: _Order) -> str | None:
    """The car leaves only when the cashier has confirmed the whole amount."""
    missing = order.amount_total - order.amount_received
    if missing <= 0:
        return None
    return _now("还有 ¥%(amount)s 未到账或未经财务确认，不能出库") % {"amount": f"{missing:,.2f}"}


ORDER_WORKFLOW = Workflow(
    initial=OrderStatus.DRAFT,
    states=set(OrderStatus.values),
    transitions=(
        Transition(
            name="submit",
            label=_("提交订单"),
            sources=frozenset({OrderStatus.DRAFT}),
            target=OrderStatus.SUBMITTED,
            permission="sales.submit_salesorder",
            guards=(has_price,),
        ),
        Transition(
            name="confirm",
            label=_("审核通过"),
            sources=frozenset({OrderStatus.SUBMITTED}),
            target=OrderStatus.CONFIRMED,
            permission="sales.confirm_salesorder",
        ),
        Transition(
            name="reject",
            label=_("驳回订单"),
            sources=frozenset({OrderStatus.SUBMITTED}),
            target=OrderStatus.DRAFT,
            permission="sales.reject_salesorder",
        ),
        Transition(
            name="withdraw",
            label=_("撤回订单"),
            sources=frozenset({OrderStatus.SUBMITTED}),
            target=OrderStatus.DRAFT,
            permission="sales.submit_salesorder",
        ),
        Transition(
            name="outbound",
            label=_("销售出库"),
            sources=frozenset({OrderStatus.CONFIRMED}),
            target=OrderStatus.ISSUED,
            permission="sales.outbound_salesorder",
            guards=(has_vehicle, is_paid),
        ),
        Transition(
            name="deliver",
            label=_("交车"),
            sources=frozenset({OrderStatus.ISSUED}),
            target=OrderStatus.DELIVERED,
            permission="sales.deliver_salesorder",
            guards=(has_vehicle,),
        ),
        Transition(
            name="cancel",
            label=_("退订"),
            sources=OPEN,
            target=OrderStatus.CANCELLED,
            permission="sales.cancel_salesorder",
        ),
    ),
)

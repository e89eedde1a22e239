"""What billing has told about an order's money, kept on the order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import DomainError, GuardRefused
from marque.sales.models import SalesOrder
from marque.sales.services.announce import order_changed, tell, tell_owner, tell_right
from marque.sales.services.vehicle_holds import keep_vehicle
from marque.sales.workflow import OrderStatus


@transaction.atomic
def record_payment(*, order_id: int, amount: Decimal, by: Any, now: datetime) -> SalesOrder:
    """Count confirmed money; with the deposit the vehicle is held without a time limit.

    The consultant is told at once, the warehouse when the car is to be prepared.
    """
    order: SalesOrder = (
        SalesOrder.objects.locked().select_related("store", "owner", "customer").get(pk=order_id)
    )
    had_deposit = order.has_deposit and order.amount_received > 0
    order.amount_received += amount
    order.version += 1
    order.save(update_fields=["amount_received", "version"])
    if order.has_deposit and not had_deposit:
        _deposit_came(order, by=by, now=now)
    words = {"number": order.number, "amount": f"{amount:,.2f}"}
    title = (
        _("%(number)s 款项已全部到账") % words
        if order.is_paid
        else _("%(number)s 到账 ¥%(amount)s，财务已确认") % words
    )
    tell_owner(order, title, by=by)
    order_changed(order, received=str(order.amount_received))
    return order


@transaction.atomic
def record_return(*, order_id: int, amount: Decimal) -> None:
    """Money of the order was paid back or forfeited.

    Refuses when it pays for a car that has left: the order is cancelled as a whole instead.
    """
    order: SalesOrder = SalesOrder.objects.locked().get(pk=order_id)
    order.amount_received -= amount
    if order.status in {OrderStatus.ISSUED, OrderStatus.DELIVERED} and not order.is_paid:
        raise GuardRefused(
            _("订单 %(number)s 的车辆已出库，不能单独退款") % {"number": order.number}
        )
    order.version += 1
    order.save(update_fields=["amount_received", "version"])
    order_changed(order)


def _deposit_came(order: SalesOrder, *, by: Any, now: datetime) -> None:
    try:
        with transaction.atomic():
            keep_vehicle(order, by=by, now=now)
    except DomainError as refused:
        order.vehicle = None
        order.save(update_fields=["vehicle"])
        tell(
            order,
            [order.owner],
            _("%(number)s 定金已到，但车辆已失：%(reason)s")
            % {"number": order.number, "reason": refused},
            kind="todo",
        )
        return
    if order.vehicle_id:
        tell_right(
            order,
            "inventory.issue_vehicle",
            _("%(number)s 定金已到，请备车") % {"number": order.number},
            by=by,
        )

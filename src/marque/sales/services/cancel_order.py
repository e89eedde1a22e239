"""Cancel an order before delivery (退订): everything it did is undone, or nothing is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.inventory import api as inventory
from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus
from marque.sales import postings
from marque.sales.events import OrderCancelled
from marque.sales.models import SalesOrder
from marque.sales.queries.cancellation import earnest_of
from marque.sales.services.announce import order_changed, settle_todos, tell_owner
from marque.sales.services.vehicle_holds import holder_of, release_vehicle
from marque.sales.workflow import ORDER_WORKFLOW, OrderStatus

ORDER = "sales.salesorder"


class DepositChoice(models.TextChoices):
    """What becomes of the money when the order ends."""

    RETURN = "return", gettext_lazy("全部退还")
    FORFEIT = "forfeit", gettext_lazy("客户违约，没收定金")
    DOUBLE = "double", gettext_lazy("商家违约，双倍返还定金")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """Why an order ends and what becomes of the customer's money."""

    reason: str
    deposit: str = DepositChoice.RETURN


@transaction.atomic
def cancel_order(
    *,
    order: SalesOrder,
    cancellation: Cancellation,
    by: Any,
    now: datetime,
    version: int | None = None,
) -> SalesOrder:
    """Cancel an order with all its effects in one transaction.

    The car goes back into stock and is free, unconfirmed receipts are void, invoices and
    vouchers are reversed in red, money is refunded, and earnest money (定金, within the legal
    20 %; never 订金) is forfeited by a customer in default or returned twice by a dealer in
    default.  The order moves first: what is undone below it must not see an order that still
    claims to be paid and issued.
    """
    if not cancellation.reason.strip():
        raise InvalidInput(_("请填写退订原因"), field="reason")
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by)
        .locked()
        .select_related("store", "owner", "customer", "vehicle")
        .get(pk=order.pk)
    )
    locked.check_version(version)
    transition = ORDER_WORKFLOW.check("cancel", locked, by)
    was = locked.status
    locked.cancelled_at, locked.cancel_reason = now, cancellation.reason.strip()[:200]
    locked.move(
        transition, by=by, note=locked.cancel_reason, also=("cancelled_at", "cancel_reason")
    )

    _undo_stock(locked, was, by, now)
    _undo_money(locked, cancellation, by, now)
    _announce(locked, by, now)
    return locked


def _undo_stock(order: SalesOrder, was: str, by: Any, now: datetime) -> None:
    if order.vehicle_id is None:
        return
    if was == OrderStatus.ISSUED:
        inventory.return_vehicle(
            vehicle_id=order.vehicle_id,
            holder=holder_of(order),
            by=by,
            reason=order.cancel_reason,
            now=now,
        )
        today = timezone.localdate(now)
        accounting.reverse(ORDER, order.pk, "sales.cost_of_vehicle", on=today, by=by)
        if any(line.amount_cost for line in postings.extras(order.lines.all())):
            accounting.reverse(ORDER, order.pk, "sales.cost_of_accessories", on=today, by=by)
    release_vehicle(order, reason=order.cancel_reason, by=by, now=now)


def _undo_money(order: SalesOrder, cancellation: Cancellation, by: Any, now: datetime) -> None:
    reason = _("订单退订：%(reason)s") % {"reason": order.cancel_reason}
    of_order: dict[str, Any] = {"payable_type": ORDER, "payable_id": order.pk}
    billing.void_open_receipts(**of_order, reason=reason, by=by)
    billing.reverse_all_invoices(**of_order, reason=reason, by=by, now=now)
    settlement = _settlement(order, cancellation, reason)
    billing.refund_all(**of_order, settlement=settlement, by=by, now=now)


def _settlement(order: SalesOrder, cancellation: Cancellation, reason: str) -> billing.Settlement:
    """The consequence of art. 587 of the Civil Code for the earnest money that had come in."""
    if cancellation.deposit == DepositChoice.RETURN:
        return billing.Settlement(reason=reason)
    receipts = billing.list_receipts(ORDER, order.pk)
    earnest = earnest_of(receipts, contract_amount=order.amount_total)
    if cancellation.deposit == DepositChoice.FORFEIT:
        if not earnest:
            raise InvalidInput(_("本单没有已到账的定金，不能没收"), field="deposit")
        return billing.Settlement(reason=reason, amount_kept=earnest)
    if not earnest:
        raise InvalidInput(_("本单没有已到账的定金，不能双倍返还"), field="deposit")
    return billing.Settlement(reason=reason, amount_penalty=earnest)


def _announce(order: SalesOrder, by: Any, now: datetime) -> None:
    settle_todos(order, now=now)
    tell_owner(
        order,
        _("%(number)s 已退订：%(reason)s")
        % {"number": order.number, "reason": order.cancel_reason},
        by=by,
    )
    order_changed(order)
    bus.publish(
        OrderCancelled(
            order_id=order.pk,
            number=order.number,
            store_id=order.store_id,
            customer_id=order.customer_id,
            reason=order.cancel_reason,
        )
    )

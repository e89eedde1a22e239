"""Submit an order (提交订单): the vehicle is held, the order waits to be confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marque.kernel.events import bus
from marque.sales.events import OrderSubmitted
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import is_within_authority
from marque.sales.services.announce import tell_approvers
from marque.sales.services.create_order import write_order
from marque.sales.services.order_draft import OrderDraft
from marque.sales.services.vehicle_holds import first_expiry, hold_vehicle
from marque.sales.workflow import ORDER_WORKFLOW


@transaction.atomic
def submit_order(
    *, order: SalesOrder, by: Any, now: datetime, version: int | None = None
) -> SalesOrder:
    """Hold the vehicle and send a draft on its way; refused whole if the vehicle is taken."""
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by)
        .locked()
        .select_related("store", "customer", "owner")
        .get(pk=order.pk)
    )
    locked.check_version(version)
    _submit(locked, by, now)
    return locked


@transaction.atomic
def place_order(*, draft: OrderDraft, store: Any, by: Any, now: datetime) -> SalesOrder:
    """Write and submit an order at once: both, or nothing."""
    # Read before the number is drawn: from there on, others wait for their numbers.
    expires_at = first_expiry(store, now)
    order = write_order(draft=draft, store=store, by=by, now=now)
    _submit(order, by, now, expires_at)
    return order


def _submit(order: SalesOrder, by: Any, now: datetime, expires_at: datetime | None = None) -> None:
    transition = ORDER_WORKFLOW.check("submit", order, by)
    hold_vehicle(order, by=by, now=now, expires_at=expires_at)
    order.submitted_at, order.submitted_by, order.approval_comment = now, by, ""
    order.move(transition, by=by, also=("submitted_at", "submitted_by", "approval_comment"))
    if not is_within_authority(order, by):
        tell_approvers(order)
    bus.publish(OrderSubmitted(order_id=order.pk, number=order.number, store_id=order.store_id))

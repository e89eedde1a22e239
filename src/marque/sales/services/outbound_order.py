"""Sales outbound (销售出库): the car leaves the stock for this order."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused
from marque.kernel.events import bus
from marque.sales import postings
from marque.sales.events import VehicleIssuedForOrder
from marque.sales.models import SalesOrder
from marque.sales.services.announce import order_changed, settle_todos, tell_owner
from marque.sales.services.handover_list import make_handover_list
from marque.sales.services.vehicle_holds import holder_of
from marque.sales.workflow import ORDER_WORKFLOW

NOT_INSPECTED: frozenset[str] = frozenset(
    {inventory.VehicleStatus.PENDING_PDI, inventory.VehicleStatus.DAMAGED}
)


@transaction.atomic
def outbound_order(
    *, order: SalesOrder, by: Any, now: datetime, version: int | None = None
) -> SalesOrder:
    """Move the car out of stock and book its cost.

    Refused, each time naming what is missing, unless the whole amount is confirmed, the car has
    passed its PDI and is invoiced.
    """
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by)
        .locked()
        .select_related("store", "owner", "customer", "vehicle")
        .get(pk=order.pk)
    )
    locked.check_version(version)
    transition = ORDER_WORKFLOW.check("outbound", locked, by)
    if problem := outbound_problem(locked):
        raise GuardRefused(problem)

    today = timezone.localdate(now)
    assert locked.vehicle_id is not None  # by the has_vehicle guard
    inventory.issue_vehicle(vehicle_id=locked.vehicle_id, holder=holder_of(locked), by=by, now=now)
    lines = list(locked.lines.all())
    accounting.post(postings.cost_of_vehicle(locked, on=today), by=by)
    if fact := postings.cost_of_accessories(locked, lines, on=today):
        accounting.post(fact, by=by)
    make_handover_list(locked)
    locked.issued_at = now
    locked.move(transition, by=by, also=("issued_at",))

    settle_todos(locked, now=now)
    tell_owner(
        locked, _("%(number)s 已出库，可以交车") % {"number": locked.number}, by=by, kind="todo"
    )
    order_changed(locked)
    bus.publish(
        VehicleIssuedForOrder(
            order_id=locked.pk,
            number=locked.number,
            store_id=locked.store_id,
            vin=locked.car.vin,
        )
    )
    return locked


def outbound_problem(order: SalesOrder) -> str:
    """What else is missing before the car may leave; money is the workflow's guard."""
    if not order.invoiced_on:
        return _("车辆尚未开票，不能出库")
    if str(order.car.status) in NOT_INSPECTED:
        return _("车辆 %(vin)s 未通过 PDI 检查，不能出库") % {"vin": order.car.short_vin}
    return ""

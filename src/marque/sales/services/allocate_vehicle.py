"""Give an order its vehicle (配车), or another one (换车)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.sales.models import LineKind, SalesOrder
from marque.sales.services.announce import order_changed, tell_owner
from marque.sales.services.vehicle_holds import hold_vehicle, release_vehicle
from marque.sales.workflow import OrderStatus

ALLOWED = frozenset({OrderStatus.SUBMITTED, OrderStatus.CONFIRMED})


@transaction.atomic
def allocate_vehicle(
    *, order: SalesOrder, vehicle: Any, by: Any, now: datetime, version: int | None = None
) -> SalesOrder:
    """Hold a vehicle of the ordered trim for an order; the one held before is released.

    Refuses a vehicle of another trim (that changes the contract), one that somebody else holds,
    and an order whose car is already invoiced.
    """
    if not by.has_perm("sales.create_allocation"):
        raise NotAuthorised(_("您没有“配车与换车”的权限"))
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by).locked().select_related("store", "owner").get(pk=order.pk)
    )
    locked.check_version(version)
    _check(locked, vehicle)
    # Both rows at once and in one order: two orders may be swapping the same two cars.
    both = inventory.Vehicle.objects.filter(pk__in={locked.vehicle_id or vehicle.pk, vehicle.pk})
    list(both.locked().values_list("pk", flat=True))
    if locked.vehicle_id and locked.vehicle_id != vehicle.pk:
        release_vehicle(
            locked, reason=_("订单 %(number)s 换车") % {"number": locked.number}, by=by, now=now
        )
    locked.vehicle = vehicle
    hold_vehicle(locked, by=by, now=now)
    locked.version += 1
    locked.save(update_fields=["vehicle", "version"])
    colours = " / ".join(c.name for c in (vehicle.exterior, vehicle.interior) if c)
    locked.lines.filter(kind=LineKind.VEHICLE).update(specification=colours)
    tell_owner(
        locked,
        _("%(number)s 已配车 %(vin)s") % {"number": locked.number, "vin": vehicle.vin},
        by=by,
    )
    order_changed(locked)
    return locked


@transaction.atomic
def lose_vehicle(*, order_id: int, vehicle_id: int) -> SalesOrder | None:
    """The hold ran out: an order that was not paid for no longer has this vehicle."""
    order: SalesOrder | None = (
        SalesOrder.objects.locked()
        .select_related("store", "owner")
        .filter(pk=order_id, vehicle=vehicle_id, status__in=ALLOWED)
        .first()
    )
    if order is None:
        return None
    order.vehicle = None
    order.version += 1
    order.save(update_fields=["vehicle", "version"])
    tell_owner(
        order,
        _("%(number)s 锁车到期，车辆已释放，请重新配车") % {"number": order.number},
        by=None,
        kind="todo",
    )
    order_changed(order)
    return order


def _check(order: SalesOrder, vehicle: inventory.Vehicle) -> None:
    if order.status not in ALLOWED:
        raise GuardRefused(
            _("订单当前为“%(status)s”，不能配车或换车")
            % {"status": OrderStatus(order.status).label}
        )
    if order.invoiced_on:
        raise GuardRefused(_("车辆已开票，请先红冲发票再换车"))
    if vehicle.trim_id != order.trim_id:
        raise InvalidInput(_("车辆版本与订单不同，请先变更订单的版本和价格"), field="vin")

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.inventory.models import Vehicle
from marque.inventory.postings import PURCHASED, VEHICLE
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.lock_vehicle import find_unreleased
from marque.inventory.workflow import BOOKED, VEHICLE_WORKFLOW
from marque.kernel.errors import AlreadyLocked, InvalidInput
from marque.organisation.models import User


@transaction.atomic
def void_vehicle(*, vehicle_id: int, reason: str, by: User, now: datetime) -> Vehicle:
    """Take back a wrong receipt: the purchase is reversed and the VIN is free again."""
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    transition = VEHICLE_WORKFLOW.check("void", vehicle, by)
    if not reason.strip():
        raise InvalidInput(_("请说明作废原因"), field="note")
    lock = find_unreleased(vehicle)
    if lock and not lock.has_run_out(now=now):
        raise AlreadyLocked(
            _("车辆 %(vin)s 已被 %(holder)s 锁定，不能作废")
            % {"vin": vehicle.short_vin, "holder": lock.holder_name}
        )
    if vehicle.status in BOOKED:
        accounting.reverse(VEHICLE, vehicle.pk, PURCHASED, on=timezone.localdate(now), by=by)
    vehicle.move(transition, by=by, now=now, note=reason.strip()[:200])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

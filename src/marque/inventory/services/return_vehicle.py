from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marque.inventory.events import VehicleReturned
from marque.inventory.models import LockHolder, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.lock_vehicle import check_holder
from marque.inventory.workflow import step
from marque.kernel.events import bus
from marque.organisation.models import User


@transaction.atomic
def return_vehicle(
    *, vehicle_id: int, holder: LockHolder, by: User, reason: str, now: datetime
) -> Vehicle:
    """Take an issued vehicle back into stock before delivery.

    The holder's lock stays; who cancels releases it.  Who issued reverses the cost of sales.
    """
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    transition = step("return", vehicle)
    check_holder(vehicle, holder, now=now)
    vehicle.move(transition, by=by, now=now, note=reason, number=holder.number)
    bus.publish(VehicleReturned(vehicle_id=vehicle.pk, vin=vehicle.vin, store_id=vehicle.store_id))
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

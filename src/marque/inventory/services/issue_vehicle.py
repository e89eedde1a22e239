from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marque.inventory.events import VehicleIssued
from marque.inventory.models import LockHolder, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.lock_vehicle import check_holder
from marque.inventory.workflow import step
from marque.kernel.events import bus
from marque.organisation.models import User


@transaction.atomic
def issue_vehicle(*, vehicle_id: int, holder: LockHolder, by: User, now: datetime) -> Vehicle:
    """Move a vehicle out of stock for the holder of its lock; it then awaits delivery.

    Refuses a vehicle that has not passed its inspection, that somebody else or nobody holds, or
    whose certificate is not here.  The lock stays until delivery.  The cost of sales is posted by
    the document that issues.
    """
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    _keep_hold(vehicle, holder, now=now)
    vehicle.move(step("issue", vehicle), by=by, now=now, number=holder.number)
    bus.publish(
        VehicleIssued(
            vehicle_id=vehicle.pk,
            vin=vehicle.vin,
            store_id=vehicle.store_id,
            holder_type=holder.type,
            holder_id=holder.id,
        )
    )
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle


def _keep_hold(vehicle: Vehicle, holder: LockHolder, *, now: datetime) -> None:
    """What has left the stock does not go back by a timer."""
    lock = check_holder(vehicle, holder, now=now)
    if lock.expires_at is not None:
        lock.expires_at = None
        lock.save(update_fields=["expires_at"])

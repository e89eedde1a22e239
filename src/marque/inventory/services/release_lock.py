from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.services.announce import announce_stock
from marque.organisation.models import User


@transaction.atomic
def release_lock(
    *, vehicle_id: int, holder: LockHolder, by: User, reason: str, now: datetime
) -> VehicleLock | None:
    """End a holder's hold on a vehicle; the vehicle is saleable again at once.

    None if this holder holds nothing (it ran out, or was released before): asking twice is safe.
    """
    vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    lock: VehicleLock | None = (
        VehicleLock.objects.of(holder).filter(vehicle=vehicle, released_at__isnull=True).first()
    )
    if lock is None:
        return None
    lock.released_at = now
    lock.released_by = by
    lock.release_reason = reason
    lock.save(update_fields=["released_at", "released_by", "release_reason"])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return lock

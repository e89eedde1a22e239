from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.events import LockExpired
from marque.inventory.models import Vehicle, VehicleLock
from marque.inventory.services.announce import announce_stock
from marque.kernel.events import bus


class _StillHeldError(Exception):
    """Somebody prolonged or released the hold while its expiry was being told."""


def expire_locks(*, now: datetime) -> list[VehicleLock]:
    """End every hold that has run out, each in a transaction of its own, and tell who lost it.

    Screens and `lock_vehicle` look at the clock themselves, so a late sweep harms nobody.
    """
    due = VehicleLock.objects.overdue(now=now).order_by("expires_at").values_list("pk", flat=True)
    ended = (expire_lock(lock_id=lock_id, now=now) for lock_id in list(due))
    return [lock for lock in ended if lock]


def expire_lock(*, lock_id: int, now: datetime) -> VehicleLock | None:
    """End one hold that has run out; None if it was ended or prolonged meanwhile.

    The event is published first: who listens locks its document, and only then are the vehicle
    and the hold locked.  That is the order of every other writer.  If the hold turns out to hold
    after all, what the listeners did is rolled back.
    """
    try:
        return _expire(lock_id, now)
    except _StillHeldError:
        return None


@transaction.atomic
def _expire(lock_id: int, now: datetime) -> VehicleLock | None:
    rows = VehicleLock.objects.overdue(now=now).filter(pk=lock_id)
    lock: VehicleLock | None = rows.select_related("vehicle", "store", "held_by").first()
    if lock is None:
        return None
    bus.publish(_expired(lock))
    Vehicle.objects.locked().get(pk=lock.vehicle_id)
    if not rows.update(released_at=now, release_reason=_("锁定到期")):
        raise _StillHeldError
    announce_stock(lock.store, vehicle_id=lock.vehicle_id)
    return lock


def _expired(lock: VehicleLock) -> LockExpired:
    return LockExpired(
        lock_id=lock.pk,
        vehicle_id=lock.vehicle_id,
        vin=lock.vehicle.vin,
        store_id=lock.store_id,
        holder_type=lock.holder_type,
        holder_id=lock.holder_id,
        holder_number=lock.holder_number,
        held_by_id=lock.held_by_id,
    )

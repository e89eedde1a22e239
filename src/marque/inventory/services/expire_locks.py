from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.events import LockExpired
from marque.inventory.models import VehicleLock
from marque.inventory.services.announce import announce_stock
from marque.kernel.events import bus


@transaction.atomic
def expire_locks(*, now: datetime) -> list[VehicleLock]:
    """End every hold that has run out, in one statement, and tell who lost it.

    Screens and `lock_vehicle` look at the clock themselves, so a late sweep harms nobody.
    Holds that another writer is working on wait for the next sweep.
    """
    due = list(
        VehicleLock.objects.overdue(now=now)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("vehicle", "store", "held_by")
        .order_by("vehicle_id")
    )
    VehicleLock.objects.filter(pk__in=[lock.pk for lock in due]).update(
        released_at=now, release_reason=_("锁定到期")
    )
    for lock in due:
        bus.publish(_expired(lock))
    for store in {lock.store for lock in due}:
        announce_stock(store)
    return due


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

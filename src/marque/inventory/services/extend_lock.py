from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.services.announce import announce_stock
from marque.kernel.errors import InvalidInput, NotAvailable


@transaction.atomic
def extend_lock(
    *,
    vehicle_id: int,
    holder: LockHolder,
    expires_at: datetime | None,
    now: datetime,
) -> VehicleLock:
    """Give a hold that still holds a new end; None as the end holds until it is released.

    Raises `NotAvailable` if the hold has run out: then one locks again, if nobody was faster.
    """
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(_("锁车到期时间应晚于现在"), field="expires_at")
    vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    lock: VehicleLock | None = (
        VehicleLock.objects.of(holder).active(now=now).filter(vehicle=vehicle).first()
    )
    if lock is None:
        raise NotAvailable(_("车辆 %(vin)s 的锁定已到期") % {"vin": vehicle.short_vin})
    lock.expires_at = expires_at
    lock.save(update_fields=["expires_at"])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return lock

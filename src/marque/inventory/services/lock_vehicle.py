from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.services.announce import announce_stock
from marque.inventory.workflow import SALEABLE, VehicleStatus
from marque.kernel.errors import AlreadyLocked, InvalidInput, NotAvailable
from marque.organisation.models import User


@transaction.atomic
def lock_vehicle(
    *,
    vehicle_id: int,
    holder: LockHolder,
    expires_at: datetime | None,
    by: User,
    now: datetime,
) -> VehicleLock:
    """Hold a vehicle for one holder until it is released or `expires_at` passes.

    Four statements: lock the row, look for a hold, write the hold, tell the pages.  The hold is
    looked for in a statement of its own: the first one may have waited for another writer, and
    only a later statement sees what that writer committed.  A hold of the same holder is
    returned as it is.  Raises `AlreadyLocked`, naming who holds it, and `NotAvailable` for a
    vehicle that is not for sale.
    """
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(_("锁车到期时间应晚于现在"), field="expires_at")
    vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    if current := find_unreleased(vehicle):
        if current.is_held_by(holder) and not current.has_run_out(now=now):
            return current
        _take_over(current, vehicle, now=now)
    if vehicle.status not in SALEABLE:
        raise NotAvailable(not_for_sale(vehicle))
    lock = VehicleLock(
        vehicle=vehicle,
        store_id=vehicle.store_id,
        holder_type=holder.type,
        holder_id=holder.id,
        holder_number=holder.number,
        held_by=by,
        reason=holder.reason,
        created_at=now,
        expires_at=expires_at,
    )
    try:
        lock.save(force_insert=True)
    except IntegrityError as error:  # the database has the last word
        raise AlreadyLocked(
            _("车辆 %(vin)s 刚刚被他人锁定，请刷新后再选") % {"vin": vehicle.short_vin}
        ) from error
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return lock


def find_unreleased(vehicle: Vehicle) -> VehicleLock | None:
    """The hold on a vehicle, run out or not."""
    lock: VehicleLock | None = (
        VehicleLock.objects.filter(vehicle=vehicle, released_at__isnull=True)
        .select_related("held_by")
        .first()
    )
    return lock


def not_for_sale(vehicle: Vehicle) -> str:
    """“车辆 …026418 当前为“待 PDI”，不可销售”."""
    return _("车辆 %(vin)s 当前为“%(status)s”，不可销售") % {
        "vin": vehicle.short_vin,
        "status": VehicleStatus(vehicle.status).label,
    }


def _take_over(current: VehicleLock, vehicle: Vehicle, *, now: datetime) -> None:
    """End a hold that ran out before the sweep came; refuse for one that still holds."""
    if not current.has_run_out(now=now):
        raise AlreadyLocked(
            _("车辆 %(vin)s 已被 %(holder)s锁定")
            % {"vin": vehicle.short_vin, "holder": _holder(current)}
        )
    current.released_at = now
    current.release_reason = _("锁定到期")
    current.save(update_fields=["released_at", "release_reason"])


def _holder(lock: VehicleLock) -> str:
    return lock.holder_name if lock.holder_number else f"{lock.holder_name} "

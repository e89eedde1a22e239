from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.models.locks import PERSONAL
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.expire_locks import expire_lock
from marque.inventory.workflow import SALEABLE, VehicleStatus
from marque.kernel.errors import AlreadyLocked, InvalidInput, NotAvailable
from marque.organisation.models import User

HELD = "SELECT id FROM inventory_vehiclelock WHERE vehicle_id = %s AND released_at IS NULL"


class _RunOutError(Exception):
    """The vehicle carries a hold that ran out and that no sweep has ended yet."""

    def __init__(self, lock_id: int) -> None:
        super().__init__(lock_id)
        self.lock_id = lock_id


def lock_vehicle(
    *, vehicle_id: int, holder: LockHolder, expires_at: datetime | None, by: User, now: datetime
) -> VehicleLock:
    """Hold a vehicle for one holder until it is released or `expires_at` passes.

    A hold of the same holder is returned as it is, or begins anew if it had run out.  A hold of
    somebody else that has run out is ended first, and its holder told.  Raises `AlreadyLocked`,
    naming who holds the vehicle, and `NotAvailable` for one that is not for sale.
    """
    if expires_at is not None and expires_at <= now:
        raise InvalidInput(_("锁车到期时间应晚于现在"), field="expires_at")
    lock = VehicleLock(
        vehicle_id=vehicle_id,
        holder_type=holder.type,
        holder_id=holder.id,
        holder_number=holder.number,
        held_by=by,
        reason=holder.reason,
        created_at=now,
        expires_at=expires_at,
    )
    try:
        return _take(lock, holder)
    except _RunOutError as found:
        expire_lock(lock_id=found.lock_id, now=now)
    try:
        return _take(lock, holder)
    except _RunOutError as error:
        raise _somebody_was_faster(lock.vehicle) from error


@transaction.atomic
def _take(lock: VehicleLock, holder: LockHolder) -> VehicleLock:
    """Four statements: lock the row, look for a hold, write the hold, tell the pages.

    The hold is looked for in a statement of its own: the first one may have waited for another
    writer, and only a later statement sees what that writer committed.
    """
    row = Vehicle.objects.select_related("store").only("vin", "status", "store__code")
    vehicle = row.locked().get(pk=lock.vehicle_id)
    if current := find_unreleased(vehicle):
        has_run_out = current.has_run_out(now=lock.created_at)
        if current.is_held_by(holder) and (not has_run_out or vehicle.status in SALEABLE):
            return _begun_anew(current, lock, vehicle) if has_run_out else current
        if has_run_out:
            raise _RunOutError(current.pk)
        if _is_own_hold_of(lock.held_by_id, current) and vehicle.status in SALEABLE:
            return _handed_on(current, lock, vehicle)
        raise AlreadyLocked(_taken(vehicle, current))
    if vehicle.status not in SALEABLE:
        raise NotAvailable(_not_for_sale(vehicle))
    lock.vehicle = vehicle
    lock.store_id = vehicle.store_id
    try:
        lock.save(force_insert=True)
    except IntegrityError as error:  # the database has the last word
        raise _somebody_was_faster(vehicle) from error
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return lock


def _begun_anew(current: VehicleLock, wanted: VehicleLock, vehicle: Vehicle) -> VehicleLock:
    """The holder's own hold, prolonged: nobody else took the vehicle, so nobody lost it."""
    current.expires_at, current.reason = wanted.expires_at, wanted.reason or current.reason
    current.save(update_fields=["expires_at", "reason"])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return current


def _is_own_hold_of(user_id: int, current: VehicleLock) -> bool:
    return current.holder_type == PERSONAL and current.holder_id == user_id


def _handed_on(current: VehicleLock, wanted: VehicleLock, vehicle: Vehicle) -> VehicleLock:
    """A person's own hold becomes the hold of the order they write: it was for this customer."""
    current.holder_type, current.holder_id = wanted.holder_type, wanted.holder_id
    current.holder_number, current.expires_at = wanted.holder_number, wanted.expires_at
    current.save(update_fields=["holder_type", "holder_id", "holder_number", "expires_at"])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return current


def find_unreleased(vehicle: Vehicle) -> VehicleLock | None:
    """The hold on a vehicle, run out or not."""
    with connection.cursor() as cursor:  # nearly always there is none
        cursor.execute(HELD, [vehicle.pk])
        row = cursor.fetchone()
    lock: VehicleLock | None = VehicleLock.objects.get(pk=row[0]) if row else None
    return lock


def check_holder(vehicle: Vehicle, holder: LockHolder, *, now: datetime) -> VehicleLock:
    """The hold of this holder on a locked vehicle row; refuses if somebody else or nobody holds."""
    lock = find_unreleased(vehicle)
    if lock is None or lock.has_run_out(now=now):
        raise NotAvailable(
            _("车辆 %(vin)s 未锁定或锁定已到期，请重新配车") % {"vin": vehicle.short_vin}
        )
    if not lock.is_held_by(holder):
        raise AlreadyLocked(_taken(vehicle, lock))
    return lock


def _not_for_sale(vehicle: Vehicle) -> str:
    return _("车辆 %(vin)s 当前为“%(status)s”，不可销售") % {
        "vin": vehicle.short_vin,
        "status": VehicleStatus(vehicle.status).label,
    }


def _taken(vehicle: Vehicle, lock: VehicleLock) -> str:
    holder = lock.holder_name if lock.holder_number else f"{lock.holder_name} "
    return _("车辆 %(vin)s 已被 %(holder)s锁定") % {"vin": vehicle.short_vin, "holder": holder}


def _somebody_was_faster(vehicle: Vehicle) -> AlreadyLocked:
    return AlreadyLocked(
        _("车辆 %(vin)s 刚刚被他人锁定，请刷新后再选") % {"vin": vehicle.short_vin}
    )

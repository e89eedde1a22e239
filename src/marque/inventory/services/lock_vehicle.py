from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import gettext as _

from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.models.locks import PERSONAL
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.expire_locks import expire_lock
from marque.inventory.workflow import SALEABLE, VehicleStatus
from marque.kernel.errors import AlreadyLocked, InvalidInput, NotAvailable
from marque.organisation.models import Store, User

HELD = "SELECT id FROM inventory_vehiclelock WHERE vehicle_id = %s AND released_at IS NULL"
LOCK_ROW = """
SELECT {columns}, s.id, s.code
  FROM inventory_vehicle v JOIN organisation_store s ON s.id = v.store_id
 WHERE v.id = %s AND NOT EXISTS (
       SELECT FROM inventory_vehiclelock k
        WHERE k.vehicle_id = v.id AND k.released_at IS NULL AND k.expires_at <= %s
          AND (k.holder_type, k.holder_id) <> (%s, %s))
   FOR UPDATE OF v
"""
READ = frozenset({"id", "vin", "status", "store_id"})
WRITE = """
INSERT INTO inventory_vehiclelock (vehicle_id, store_id, holder_type, holder_id, holder_number,
    held_by_id, reason, created_at, expires_at, release_reason)
VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, '')
ON CONFLICT (vehicle_id) WHERE released_at IS NULL DO NOTHING
RETURNING {columns}
"""


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
    with _one_transaction():
        vehicle = _lock_row(lock, holder) or _lock_after_expiry(lock, holder)
        return _take(lock, holder, vehicle)


def _one_transaction() -> AbstractContextManager[Any]:
    """The caller's transaction; one of its own where the caller has none.

    No savepoint: a refusal comes before anything is written.
    """
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def _lock_row(lock: VehicleLock, holder: LockHolder) -> Vehicle | None:
    """The locked row; None, and nothing locked, if somebody else's hold on it has run out."""
    with connection.cursor() as cursor:
        names = [name for name in columns_of(Vehicle) if name in READ]
        sql = LOCK_ROW.format(columns=", ".join(f"v.{name}" for name in names))
        cursor.execute(sql, [lock.vehicle_id, lock.created_at, holder.type, holder.id])
        row = cursor.fetchone()
    if row is None:
        return None
    vehicle: Vehicle = Vehicle.from_db("default", names, row[:-2])
    vehicle.store = Store.from_db("default", ["id", "code"], row[-2:])
    return vehicle


def _lock_after_expiry(lock: VehicleLock, holder: LockHolder) -> Vehicle:
    """End the hold that has run out, then lock the row.

    In this order: whoever loses the hold is told first and locks its own document, and every
    other writer locks a document before its vehicle.
    """
    overdue = VehicleLock.objects.overdue(now=lock.created_at)
    for pk in overdue.filter(vehicle=lock.vehicle_id).values_list("pk", flat=True):
        expire_lock(lock_id=pk, now=lock.created_at)
    vehicle = _lock_row(lock, holder)
    if vehicle is None:
        raise _somebody_was_faster(Vehicle.objects.get(pk=lock.vehicle_id))
    return vehicle


def _take(lock: VehicleLock, holder: LockHolder, vehicle: Vehicle) -> VehicleLock:
    """Look for a hold, write the hold, tell the pages.

    The hold is looked for in a statement of its own: the one that locked the row may have waited
    for another writer, and only a later statement sees what that writer committed.
    """
    if current := find_unreleased(vehicle):
        return _hold_again(current, lock, holder, vehicle)
    if vehicle.status not in SALEABLE:
        raise NotAvailable(_not_for_sale(vehicle))
    lock.vehicle = vehicle
    lock.store_id = vehicle.store_id
    written = _write(lock)
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return written


def _write(lock: VehicleLock) -> VehicleLock:
    holder = (lock.holder_type, lock.holder_id, lock.holder_number, lock.held_by_id, lock.reason)
    values: list[Any] = [lock.vehicle_id, lock.store_id, *holder, lock.created_at, lock.expires_at]
    with connection.cursor() as cursor:
        names = columns_of(VehicleLock)
        cursor.execute(WRITE.format(columns=", ".join(names)), values)
        row = cursor.fetchone()
    if row is None:  # the database has the last word
        raise _somebody_was_faster(lock.vehicle)
    written: VehicleLock = VehicleLock.from_db("default", names, row)
    written.vehicle, written.held_by = lock.vehicle, lock.held_by
    return written


@cache
def columns_of(model: type[Model]) -> list[str]:
    """The columns of a table in the order in which `from_db` wants them."""
    return [field.attname for field in model._meta.concrete_fields]


def _hold_again(
    current: VehicleLock, lock: VehicleLock, holder: LockHolder, vehicle: Vehicle
) -> VehicleLock:
    """What becomes of a hold that is there: it is the holder's own, handed on, or in the way."""
    if current.is_held_by(holder):
        if not current.has_run_out(now=lock.created_at):
            return current
        if vehicle.status not in SALEABLE:
            raise NotAvailable(_not_for_sale(vehicle))
        return _begun_anew(current, lock, vehicle)
    if _is_own_hold_of(lock.held_by_id, current) and vehicle.status in SALEABLE:
        return _handed_on(current, lock, vehicle)
    raise AlreadyLocked(_taken(vehicle, current))


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

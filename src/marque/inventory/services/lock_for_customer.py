from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from marque.foundation.dictionaries import parameters
from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.models.locks import PERSONAL
from marque.inventory.services.lock_vehicle import lock_vehicle
from marque.inventory.services.release_lock import release_lock
from marque.kernel.errors import NotAuthorised
from marque.organisation.models import User


def own_hold(user: User, reason: str = "") -> LockHolder:
    """The holder of a person's own hold, before there is an order."""
    return LockHolder(type=PERSONAL, id=user.pk, number="", reason=reason)


def lock_for_customer(*, vehicle: Vehicle, reason: str, by: User, now: datetime) -> VehicleLock:
    """A consultant's hold from the stock page, for as many hours as the store allows."""
    hours = int(parameters.value("inventory.lock_hours", store=vehicle.store))
    return lock_vehicle(
        vehicle_id=vehicle.pk,
        holder=own_hold(by, reason),
        expires_at=now + timedelta(hours=hours),
        by=by,
        now=now,
    )


def release_for_customer(
    *, vehicle: Vehicle, lock: VehicleLock, by: User, now: datetime
) -> VehicleLock | None:
    """End a personal hold: one's own, or anybody's with the right to release for others.

    A hold of a document ends with the document, not here.
    """
    if lock.holder_type != PERSONAL:
        raise NotAuthorised(
            _("车辆由单据 %(number)s 占用，请在该单据中释放") % {"number": lock.holder_number}
        )
    if lock.holder_id != by.pk and not by.has_perm("inventory.release_vehiclelock"):
        raise NotAuthorised(_("车辆由 %(name)s 锁定，您不能代为释放") % {"name": lock.held_by.name})
    return release_lock(
        vehicle_id=vehicle.pk,
        holder=LockHolder(lock.holder_type, lock.holder_id, lock.holder_number),
        by=by,
        reason=_("手工释放"),
        now=now,
    )

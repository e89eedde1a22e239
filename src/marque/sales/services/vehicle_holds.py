"""How an order holds its vehicle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.dictionaries import parameters
from marque.inventory import api as inventory
from marque.sales.models import SalesOrder


def holder_of(order: SalesOrder) -> inventory.LockHolder:
    """The order as the holder of a lock."""
    return inventory.LockHolder("sales.salesorder", order.pk, order.number)


def hold_vehicle(
    order: SalesOrder, *, by: Any, now: datetime, expires_at: datetime | None = None
) -> None:
    """Lock the order's vehicle: until the deposit comes for so many hours, then for good.

    `expires_at` is given by a caller that has worked it out already.  Refuses with the name of
    whoever holds the vehicle.  Another order that let its time run out loses it: inventory tells
    of every hold that ends so.
    """
    vehicle_id = order.vehicle_id
    if vehicle_id is None:
        return
    inventory.lock_vehicle(
        vehicle_id=vehicle_id,
        holder=holder_of(order),
        expires_at=expires_at or _expiry(order, now),
        by=by,
        now=now,
    )


def release_vehicle(order: SalesOrder, *, reason: str, by: Any, now: datetime) -> None:
    """Give up the order's hold, if it has one."""
    if order.vehicle_id is not None:
        inventory.release_lock(
            vehicle_id=order.vehicle_id, holder=holder_of(order), by=by, reason=reason, now=now
        )


def keep_vehicle(order: SalesOrder, *, by: Any, now: datetime) -> None:
    """Take the time limit off the hold: the customer has paid the deposit.

    If the hold has run out and nobody was faster, the vehicle is locked anew.
    """
    if order.vehicle_id is None:
        return
    lock = inventory.find_lock_of(holder=holder_of(order), now=now)
    if lock is not None and lock.vehicle_id == order.vehicle_id:
        if lock.expires_at is not None:
            inventory.extend_lock(
                vehicle_id=order.vehicle_id,
                holder=holder_of(order),
                expires_at=None,
                now=now,
            )
        return
    inventory.lock_vehicle(
        vehicle_id=order.vehicle_id, holder=holder_of(order), expires_at=None, by=by, now=now
    )


def _expiry(order: SalesOrder, now: datetime) -> datetime | None:
    if order.has_deposit and order.amount_received > 0:
        return None
    return first_expiry(order.store, now)


def first_expiry(store: Any, now: datetime) -> datetime:
    """When the hold of an order without a deposit ends."""
    return now + timedelta(hours=int(parameters.value("sales.lock_hours", store=store)))


def cancelled(order: SalesOrder) -> str:
    """Why a hold ended, for the vehicle's trace."""
    return _("订单 %(number)s 已退订") % {"number": order.number}

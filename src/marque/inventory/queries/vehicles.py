"""Find vehicles and who holds them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, F, FilteredRelation, Q, Value, When

from marque.catalog.api import msrp_of
from marque.inventory.models import LockHolder, Vehicle, VehicleLock
from marque.inventory.models.vehicles import VehicleQuerySet
from marque.inventory.workflow import EXPECTED, FINAL, LOCKED, SALEABLE, VehicleStatus


def find_vehicle(*, vin: str, user: Any) -> Vehicle | None:
    """The vehicle with this VIN that the user may see; the latest episode."""
    vehicle: Vehicle | None = (
        Vehicle.objects.visible_to(user).filter(vin=vin).order_by("-episode").first()
    )
    return vehicle


def list_stock(*, user: Any, store: Any, today: date, now: datetime) -> VehicleQuerySet:
    """Every vehicle the user may see in a store (None: all stores), with `state` and `age_days`."""
    queryset: VehicleQuerySet = (
        Vehicle.objects.visible_to(user).in_store(store).with_state(now=now).with_age(today=today)
    )
    return queryset


def with_list_facts(vehicles: Any, *, today: date, now: datetime) -> Any:
    """Adds what a row of a list shows besides its own fields: `amount_msrp` and who holds it."""
    holds = Q(locks__released_at__isnull=True) & (
        Q(locks__expires_at__isnull=True) | Q(locks__expires_at__gt=now)
    )
    return vehicles.annotate(
        amount_msrp=msrp_of("trim", on=today),
        _hold=FilteredRelation("locks", condition=holds),  # at most one: the database sees to it
        held_name=F("_hold__held_by__name"),
        held_number=F("_hold__holder_number"),
        held_reason=F("_hold__reason"),
        held_until=F("_hold__expires_at"),
    )


def with_state_of_hold(vehicles: Any) -> Any:
    """Adds `state` as `with_state` does, to rows `with_list_facts`, which know the hold already."""
    is_held = Q(_hold__isnull=False, status__in=SALEABLE)
    shown = Case(When(is_held, then=Value(LOCKED)), default=F("status"), output_field=CharField())
    return vehicles.annotate(state=shown)


def list_saleable_vehicles(*, user: Any, store: Any, now: datetime) -> VehicleQuerySet:
    """Vehicles that may be locked at this moment."""
    queryset: VehicleQuerySet = (
        Vehicle.objects.visible_to(user)
        .in_store(store)
        .saleable(now=now)
        .select_related("trim__model__series__brand", "exterior", "interior", "store")
    )
    return queryset


def list_orderable_vehicles(*, user: Any, store: Any, now: datetime) -> VehicleQuerySet:
    """Vehicles that `user` may put on an order: saleable ones and those they hold personally."""
    queryset: VehicleQuerySet = (
        Vehicle.objects.visible_to(user)
        .in_store(store)
        .saleable(now=now, by=user.pk)
        .select_related("trim__model__series__brand", "exterior", "interior", "store")
    )
    return queryset


def list_held_vehicles(*, user: Any, store: Any, now: datetime) -> VehicleQuerySet:
    """Owned vehicles that somebody holds."""
    queryset: VehicleQuerySet = (
        Vehicle.objects.visible_to(user)
        .in_store(store)
        .held(now=now)
        .select_related("trim__model__series__brand", "exterior", "interior", "store")
    )
    return queryset


def find_lock(*, vehicle_id: int, now: datetime) -> VehicleLock | None:
    """The hold on a vehicle, if one still holds."""
    lock: VehicleLock | None = (
        VehicleLock.objects.active(now=now)
        .filter(vehicle_id=vehicle_id)
        .select_related("held_by")
        .first()
    )
    return lock


def find_lock_of(*, holder: LockHolder, now: datetime) -> VehicleLock | None:
    """The hold of a document or person, if it still holds (the latest, if several)."""
    lock: VehicleLock | None = (
        VehicleLock.objects.active(now=now)
        .of(holder)
        .select_related("vehicle", "held_by")
        .order_by("-created_at")
        .first()
    )
    return lock


READ_OF_FOUND = (
    "vin", "status", "place_text", "store__code", "store__name",
    "trim__name", "trim__name_en", "trim__model__name", "trim__model__name_en",
)  # fmt: skip
"""What a hit of the search shows of a vehicle; the rest is read when it is asked for."""


def search_vehicles(*, text: str, user: Any, limit: int = 8) -> list[Vehicle]:
    """Vehicles by the end of the VIN (six characters or more), owned ones first."""
    found = (
        Vehicle.objects.visible_to(user)
        .by_vin_tail(text)
        .select_related("trim__model", "store")
        .only(*READ_OF_FOUND)
        .order_by(F("received_on").desc(nulls_last=True))[:limit]
    )
    return list(found)


def list_vehicles_for_search(stock: Any, *, text: str, only: str) -> Any:
    """What 查车 shows: every word is the end of the VIN, or in the model's or colour's name.

    `only` is saleable (also with no text), held, coming, or all that is not sold or void.
    """
    states = {
        "saleable": [str(status) for status in SALEABLE],
        "held": [LOCKED],
        "coming": [str(status) for status in (*EXPECTED, VehicleStatus.PENDING_PDI)],
    }
    found = stock.filter(state__in=states[only]) if only in states else _alive(stock)
    for word in text.split()[:4]:
        found = found.filter(
            Q(vin__iendswith=word)
            | Q(trim__name__icontains=word)
            | Q(trim__model__name__icontains=word)
            | Q(exterior__name__icontains=word)
        )
    return (
        found.select_related("trim__model__series__brand", "exterior", "interior", "store")
        .defer("trim__parameters")
        .order_by("received_on", "expected_on", "pk")
    )


def _alive(stock: Any) -> Any:
    return stock.exclude(status__in=FINAL)

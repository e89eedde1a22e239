"""Places and what stands on them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from marque.inventory.models import ParkingPlace, Vehicle
from marque.inventory.workflow import FINAL
from marque.organisation.models import Store


@dataclass(frozen=True, slots=True)
class PlaceRow:
    """A place and the vehicles that stand there."""

    place: ParkingPlace
    vehicles: tuple[Vehicle, ...]


def list_places_with_vehicles(store: Store) -> list[tuple[str, list[PlaceRow]]]:
    """The places of a store by zone, with their vehicles; two statements."""
    standing: dict[int, list[Vehicle]] = defaultdict(list)
    vehicles = (
        Vehicle.objects.filter(store=store, place__isnull=False)
        .exclude(status__in=FINAL)
        .select_related("trim__model")
    )
    for vehicle in vehicles:
        standing[vehicle.place_id].append(vehicle)
    zones: dict[str, list[PlaceRow]] = defaultdict(list)
    for place in ParkingPlace.objects.filter(store=store):
        zones[place.zone].append(PlaceRow(place, tuple(standing[place.pk])))
    return list(zones.items())

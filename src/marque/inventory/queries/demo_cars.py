"""Cars that customers may drive on trial (试驾车)."""

from __future__ import annotations

from typing import Any

from marque.inventory.models import Vehicle
from marque.inventory.workflow import VehicleStatus


def list_demo_cars(*, store: Any) -> Any:
    """The test-drive cars of a store, with what names them; None is every store."""
    cars = Vehicle.objects.filter(status=VehicleStatus.TEST_DRIVE).in_store(store)
    return cars.select_related("trim__model__series__brand", "exterior").order_by("pk")

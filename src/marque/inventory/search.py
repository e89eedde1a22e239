"""Vehicles in the palette: by the last six or eight characters of the VIN, or all of it."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.ui.search import Hit
from marque.inventory.models.vehicles import VIN_SHORT
from marque.inventory.queries.vehicles import search_vehicles

LIMIT = 5


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """At most five vehicles that the user may see, whose VIN ends in the query."""
    del store  # a car is found in every store the reader may look at
    tail = re.sub(r"[\s*★-]", "", query)
    if len(tail) < VIN_SHORT or not tail.isalnum() or not user.has_perm("inventory.view_vehicle"):
        return []
    return [
        Hit(
            title=f"{vehicle.trim.model.label} {vehicle.trim.label} {vehicle.short_vin}",
            url=reverse(
                "inventory:vehicle_detail",
                kwargs={"store": vehicle.store.code, "vin": vehicle.vin},
            ),
            icon="car-suv",
            meta=f"{vehicle.get_status_display()} · {vehicle.store.name} {vehicle.place_text}",
            group=_("车辆"),
        )
        for vehicle in search_vehicles(text=tail, user=user, limit=LIMIT)
    ]

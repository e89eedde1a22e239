from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.arrivals import (
    Car,
    checked_vin,
    describe,
    new_vehicle,
    refuse_owned_vin,
    save_once,
)
from marque.inventory.workflow import VEHICLE_WORKFLOW
from marque.organisation.models import Store, User


@transaction.atomic
def expect_vehicle(
    *, car: Car, store: Store, expected_on: date | None, by: User, now: datetime
) -> Vehicle:
    """Register a car that is on its way; nothing is posted until it is received."""
    vin = checked_vin(car)
    refuse_owned_vin(vin, store=store)
    vehicle = new_vehicle(vin=vin, store=store)
    describe(vehicle, car)
    vehicle.store = store
    vehicle.expected_on = expected_on
    vehicle.place_text = _("在途")
    save_once(vehicle)
    vehicle.move(VEHICLE_WORKFLOW.check("ship", vehicle, by), by=by, now=now)
    announce_stock(store)
    return vehicle

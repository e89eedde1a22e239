from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.inventory.events import VehicleReceived
from marque.inventory.models import ParkingPlace, Vehicle
from marque.inventory.postings import vehicle_purchased
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.arrivals import (
    Car,
    Purchase,
    check_purchase,
    checked_vin,
    describe,
    new_vehicle,
    refuse_owned_vin,
    save_once,
    stand,
)
from marque.inventory.workflow import EXPECTED, VEHICLE_WORKFLOW
from marque.kernel.events import bus
from marque.kernel.money import cents
from marque.organisation.models import Store, User


@transaction.atomic
def receive_vehicle(
    *,
    car: Car,
    purchase: Purchase,
    store: Store,
    place: ParkingPlace | str = "",
    by: User,
    now: datetime,
) -> Vehicle:
    """Take a car into stock at its own cost and post the purchase.

    The car then waits for its inspection and is not saleable yet.  A car that was expected with
    this VIN is received into the same record.  Raises `InvalidInput` for a wrong VIN or cost and
    `Duplicate` if the company owns this VIN already.
    """
    vin = checked_vin(car)
    check_purchase(purchase)
    vehicle = _expected(vin, store=store) or _unexpected(vin=vin, store=store)
    transition = VEHICLE_WORKFLOW.check("receive", vehicle, by)
    describe(vehicle, car)
    stand(vehicle, place or _("收车区"))
    vehicle.store = store
    vehicle.supplier = purchase.supplier
    vehicle.amount_cost = cents(purchase.amount_cost)
    vehicle.amount_input_vat = cents(purchase.amount_input_vat)
    vehicle.purchase_invoice_no = purchase.invoice_no
    vehicle.purchase_invoice_on = purchase.invoice_on
    vehicle.received_on = timezone.localdate(now)
    save_once(vehicle)
    vehicle.move(transition, by=by, now=now, number=purchase.invoice_no)
    accounting.post(vehicle_purchased(vehicle), by=by)
    bus.publish(VehicleReceived(vehicle_id=vehicle.pk, vin=vin, store_id=store.pk))
    announce_stock(store, vehicle_id=vehicle.pk)
    return vehicle


def _expected(vin: str, *, store: Store) -> Vehicle | None:
    expected: Vehicle | None = (
        Vehicle.objects.filter(company_id=store.company_id, vin=vin, status__in=EXPECTED)
        .locked()
        .first()
    )
    return expected


def _unexpected(vin: str, *, store: Store) -> Vehicle:
    refuse_owned_vin(vin, store=store)
    return new_vehicle(vin=vin, store=store)

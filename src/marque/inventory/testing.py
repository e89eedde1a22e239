"""Vehicles for tests, brought to their state by the real services."""

from __future__ import annotations

import itertools
from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.catalog.testing import make_trim
from marque.inventory import api as inventory
from marque.kernel.vin import make_vin
from marque.organisation.models import User
from marque.organisation.testing import make_store, make_user
from marque.parties.testing import make_supplier

_serials = itertools.count(1)


def next_vin():
    """A valid VIN that no other test vehicle has."""
    return make_vin("LSVAB2BR", 2026, "N", next(_serials))


def make_keeper(store):
    """沈立, who receives, inspects and issues vehicles in a store."""
    username = f"keeper-{store.code}"
    return User.objects.filter(username=username).first() or make_user(
        username, store=store, position="warehouse"
    )


def make_vehicle(
    store=None,
    *,
    status="in_stock",
    vin=None,
    trim=None,
    amount_cost=Decimal("158700.00"),
    amount_input_vat=Decimal("20631.00"),
    days=0,
    by=None,
    supplier=None,
    **car,
):
    """A vehicle received `days` ago, then brought to `status`."""
    store = store or make_store()
    by = by or make_keeper(store)
    now = timezone.now() - timedelta(days=days)
    open_demo_book(store.company, by=by)
    vehicle = inventory.receive_vehicle(
        car=inventory.Car(vin=vin or next_vin(), trim_id=(trim or make_trim()).pk, **car),
        purchase=inventory.Purchase(
            supplier=supplier or make_supplier(),
            amount_cost=amount_cost,
            amount_input_vat=amount_input_vat,
        ),
        store=store,
        place="A 库 01-01",
        by=by,
        now=now,
    )
    _bring(vehicle, status, by=by, now=now)
    vehicle.refresh_from_db()
    return vehicle


def _bring(vehicle, status, *, by, now):
    if status == "pending_pdi":
        return
    inspect(vehicle, by=by, now=now, is_good=status != "damaged")
    if status == "display":
        inventory.change_state(vehicle_id=vehicle.pk, name="put_on_display", by=by, now=now)
    if status == "test_drive":
        inventory.change_state(vehicle_id=vehicle.pk, name="start_test_drives", by=by, now=now)
    if status in {"awaiting_delivery", "sold"}:
        holder = inventory.LockHolder("sales.salesorder", vehicle.pk, f"SO2611-{vehicle.pk:04d}")
        inventory.lock_vehicle(
            vehicle_id=vehicle.pk, holder=holder, expires_at=None, by=by, now=now
        )
        inventory.issue_vehicle(vehicle_id=vehicle.pk, holder=holder, by=by, now=now)
        if status == "sold":
            inventory.deliver_vehicle(vehicle_id=vehicle.pk, holder=holder, by=by, now=now)


def inspect(vehicle, *, by, now=None, is_good=True):
    """Inspect a vehicle, all items answered at once; one finding unless it `is_good`."""
    now = now or timezone.now()
    inspection = inventory.start_pdi(vehicle_id=vehicle.pk, by=by, now=now)
    for position, item in enumerate(inspection.checklist):
        inspection.answer(item["code"], result="pass" if is_good or position else "fail", note="")
    inspection.save(update_fields=["checklist"])
    return inventory.complete_pdi(inspection_id=inspection.pk, by=by, now=now)


def order_holder(number, pk=1):
    """The holder that a sales order would be."""
    return inventory.LockHolder("sales.salesorder", pk, number)

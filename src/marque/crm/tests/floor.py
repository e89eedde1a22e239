"""Visits and test drives for tests, made by the real services."""

from __future__ import annotations

import base64
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from marque.crm.services.book_test_drive import DriveRequest, book_test_drive
from marque.crm.services.complete_visit import VisitOutcome, complete_visit
from marque.crm.services.dispatch_test_drive import dispatch_test_drive
from marque.crm.services.register_visit import Arrival, register_visit
from marque.crm.services.run_test_drive import (
    Licence,
    arrive_for_test_drive,
    check_licence,
    finish_test_drive,
    sign_agreement,
    start_test_drive,
)
from marque.inventory.testing import make_vehicle
from marque.organisation.testing import make_user
from marque.parties.testing import make_customer

TODAY = date(2026, 11, 20)
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def at(hour, minute=0, *, days=0, on=TODAY):
    """A time of a day."""
    moment = datetime.combine(on + timedelta(days=days), time(hour, minute))
    return timezone.make_aware(moment)


def soon(hour, minute=0):
    """A time of tomorrow, for pages that read the clock."""
    return at(hour, minute, on=timezone.localdate() + timedelta(days=1))


def make_receptionist(store):
    """孙悦, who stands at the reception."""
    return make_user(
        f"reception-{store.code}", name="孙悦", store=store, position="reception",
        department="前台",
    )  # fmt: skip


def make_consultants(store, *names):
    """Consultants in the order of their names."""
    return [
        make_user(f"c{n}-{store.code}", name=name, store=store)
        for n, name in enumerate(names, start=1)
    ]


def make_visit(*, by, store, now=None, **arrival):
    """Somebody walks in."""
    now = now or arrival.get("arrived_at") or timezone.now()
    return register_visit(arrival=Arrival(**arrival), store=store, by=by, now=now)


def complete(visit, *, by, now=None, **outcome):
    """Somebody says what became of it."""
    return complete_visit(
        visit=visit, outcome=VisitOutcome(**outcome), by=by, now=now or timezone.now()
    )


def make_demo_car(store, **fields):
    """A car that customers may drive."""
    return make_vehicle(store, status="test_drive", **fields)


def make_drive(*, by, store, starts_at, vehicle=None, customer=None, now=None, **more):
    """A request for a test drive."""
    request = DriveRequest(
        customer=customer or make_customer(owner=by, store=store),
        vehicle=vehicle or make_demo_car(store),
        starts_at=starts_at,
        **more,
    )
    return book_test_drive(
        request=request, store=store, by=by, now=now or starts_at - timedelta(hours=2)
    )


def make_dispatched_drive(*, by, keeper, **more):
    """A test drive whose car is ready."""
    drive = make_drive(by=by, **more)
    return dispatch_test_drive(drive=drive, by=keeper, now=drive.created_at + timedelta(minutes=6))


def licence_of(name="王芳", kind="C1", valid_until=date(2030, 1, 1)):
    """A licence in order."""
    return Licence(name=name, kind=kind, valid_until=valid_until)


def make_signed_drive(*, by, keeper, **more):
    """The customer is here, the licence checked, the agreement signed."""
    drive = make_dispatched_drive(by=by, keeper=keeper, **more)
    now = drive.starts_at
    arrive_for_test_drive(drive=drive, by=by, now=now)
    check_licence(drive=drive, licence=licence_of(), by=by, now=now)
    return sign_agreement(drive=drive, signed_name="王芳", signature_png=PNG, by=by, now=now)


def make_finished_drive(*, by, keeper, kilometres=9, **more):
    """A test drive that is over."""
    drive = make_signed_drive(by=by, keeper=keeper, **more)
    out = drive.vehicle.mileage_km
    start_test_drive(drive=drive, odometer_out=out, by=by, now=drive.starts_at)
    return finish_test_drive(
        drive=drive,
        odometer_in=out + kilometres,
        by=by,
        now=drive.starts_at + timedelta(minutes=25),
    )

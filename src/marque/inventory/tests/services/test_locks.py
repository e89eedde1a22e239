from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.models import Vehicle, VehicleLock
from marque.inventory.testing import make_vehicle, order_holder
from marque.kernel.errors import AlreadyLocked, InvalidInput, NotAuthorised, NotAvailable
from marque.kernel.events import bus

pytestmark = pytest.mark.django_db

SO1, SO2 = order_holder("SO2611-0186", 1), order_holder("SO2611-0187", 2)


def lock(vehicle, holder, by, *, now=None, hours=24):
    now = now or timezone.now()
    return inventory.lock_vehicle(
        vehicle_id=vehicle.pk,
        holder=holder,
        expires_at=now + timedelta(hours=hours) if hours else None,
        by=by,
        now=now,
    )


def is_saleable(vehicle, now=None):
    rows = Vehicle.objects.saleable(now=now or timezone.now())
    return rows.filter(pk=vehicle.pk).exists()


def test_a_locked_vehicle_is_not_saleable_and_says_who_holds_it(bj, lin, li):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    assert not is_saleable(vehicle)
    with pytest.raises(AlreadyLocked) as refusal:
        lock(vehicle, SO2, li)
    assert str(refusal.value) == f"车辆 …{vehicle.vin[-6:]} 已被 林晓彤（SO2611-0186）锁定"
    assert VehicleLock.objects.count() == 1


def test_locking_twice_for_the_same_holder_is_one_lock(bj, lin):
    vehicle = make_vehicle(bj)
    assert lock(vehicle, SO1, lin) == lock(vehicle, SO1, lin)


def test_a_vehicle_that_waits_for_its_inspection_cannot_be_locked(bj, lin):
    vehicle = make_vehicle(bj, status="pending_pdi")
    with pytest.raises(NotAvailable, match="待 PDI"):
        lock(vehicle, SO1, lin)
    assert not VehicleLock.objects.exists()


def test_a_lock_costs_four_statements(bj, lin):
    vehicle = make_vehicle(bj)
    with CaptureQueriesContext(connection) as queries:
        lock(vehicle, SO1, lin)
    statements = [q["sql"] for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= 4, statements


def test_released_is_saleable_at_once(bj, lin):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    inventory.release_lock(
        vehicle_id=vehicle.pk, holder=SO1, by=lin, reason="退订", now=timezone.now()
    )
    assert is_saleable(vehicle)
    assert inventory.list_trace(vehicle)[0].title == "释放锁定"


def test_releasing_for_somebody_else_does_nothing(bj, lin):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    nothing = inventory.release_lock(
        vehicle_id=vehicle.pk, holder=SO2, by=lin, reason="退订", now=timezone.now()
    )
    assert nothing is None
    assert not is_saleable(vehicle)


def test_a_lock_past_its_end_holds_nobody_off_even_before_the_sweep(bj, lin, li):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    later = timezone.now() + timedelta(hours=25)
    assert is_saleable(vehicle, later)
    taken = lock(vehicle, SO2, li, now=later)
    assert taken.holder_number == "SO2611-0187"
    assert VehicleLock.objects.filter(released_at__isnull=True).count() == 1


def test_the_sweep_ends_what_has_run_out_and_tells(bj, lin, monkeypatch):
    told = []
    monkeypatch.setattr(bus, "publish", told.append)
    vehicle, kept = make_vehicle(bj), make_vehicle(bj)
    lock(vehicle, SO1, lin)
    lock(kept, SO2, lin, hours=None)
    told.clear()
    later = timezone.now() + timedelta(hours=25)
    assert [ended.vehicle_id for ended in inventory.expire_locks(now=later)] == [vehicle.pk]
    assert [event.holder_number for event in told] == ["SO2611-0186"]
    assert inventory.expire_locks(now=later) == []
    assert not is_saleable(kept, later)


def test_who_takes_over_a_lock_that_ran_out_has_its_holder_told(bj, lin, li, monkeypatch):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    told = []
    monkeypatch.setattr(bus, "publish", told.append)
    lock(vehicle, SO2, li, now=timezone.now() + timedelta(hours=25))
    assert [event.holder_number for event in told] == ["SO2611-0186"]


def test_a_lock_prolonged_while_its_expiry_is_told_holds_on(bj, lin, monkeypatch):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    later = timezone.now() + timedelta(hours=25)
    monkeypatch.setattr(bus, "publish", lambda _: VehicleLock.objects.update(expires_at=None))
    assert inventory.expire_locks(now=later) == []
    assert not VehicleLock.objects.filter(released_at__isnull=False).exists()


def test_a_lock_is_prolonged_by_its_holder_while_it_holds(bj, lin):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    inventory.extend_lock(vehicle_id=vehicle.pk, holder=SO1, expires_at=None, now=timezone.now())
    assert not is_saleable(vehicle, timezone.now() + timedelta(days=90))


def test_a_lock_that_has_run_out_is_not_prolonged(bj, lin):
    vehicle = make_vehicle(bj)
    lock(vehicle, SO1, lin)
    later = timezone.now() + timedelta(hours=25)
    with pytest.raises(NotAvailable, match="到期"):
        inventory.extend_lock(vehicle_id=vehicle.pk, holder=SO1, expires_at=None, now=later)


def test_an_end_in_the_past_is_refused(bj, lin):
    vehicle = make_vehicle(bj)
    with pytest.raises(InvalidInput):
        lock(vehicle, SO1, lin, hours=-1)


def test_the_database_allows_one_unreleased_lock_a_vehicle(bj, lin):
    vehicle = make_vehicle(bj)
    first = lock(vehicle, SO1, lin)
    first.pk = None
    with pytest.raises(IntegrityError, match="one_active"), transaction.atomic():
        first.save(force_insert=True)


def test_a_consultant_holds_for_as_long_as_the_store_allows(bj, lin):
    vehicle, now = make_vehicle(bj), timezone.now()
    held = inventory.lock_for_customer(vehicle=vehicle, reason="王女士", by=lin, now=now)
    assert held.expires_at == now + timedelta(hours=24)


def test_only_the_holder_or_a_manager_ends_a_personal_hold(bj, lin, li, zhao):
    vehicle, now = make_vehicle(bj), timezone.now()
    held = inventory.lock_for_customer(vehicle=vehicle, reason="王女士", by=lin, now=now)
    with pytest.raises(NotAuthorised, match="林晓彤"):
        inventory.release_for_customer(vehicle=vehicle, lock=held, by=zhao, now=now)
    inventory.release_for_customer(vehicle=vehicle, lock=held, by=li, now=now)
    assert is_saleable(vehicle)


def test_the_hold_of_an_order_ends_with_the_order(bj, lin, li):
    vehicle, now = make_vehicle(bj), timezone.now()
    held = lock(vehicle, SO1, lin)
    with pytest.raises(NotAuthorised, match="SO2611-0186"):
        inventory.release_for_customer(vehicle=vehicle, lock=held, by=li, now=now)
    assert not is_saleable(vehicle)

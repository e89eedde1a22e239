"""Inventory, as the feature list asks for it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.services import announce
from marque.inventory.testing import inspect, make_vehicle, order_holder
from marque.kernel.errors import AlreadyLocked, NotAvailable

pytestmark = pytest.mark.django_db

SO1, SO2 = order_holder("SO2611-0186", 1), order_holder("SO2611-0187", 2)


def lock(vehicle, holder, by, *, now, hours=24):
    return inventory.lock_vehicle(
        vehicle_id=vehicle.pk,
        holder=holder,
        expires_at=now + timedelta(hours=hours),
        by=by,
        now=now,
    )


def found(client, user, vehicle, only="saleable"):
    """Whether the user's 查车 shows the vehicle."""
    client.force_login(user)
    page = reverse("inventory:vehicle_find", kwargs={"store": "bj"})
    answer = client.get(page, {"q": vehicle.vin[-6:], "only": only})
    return vehicle.vin in answer.content.decode()


@pytest.mark.feature("INV-04")
def test_a_vehicle_is_not_saleable_until_its_inspection_passed(client, bj, shen, lin):
    vehicle = make_vehicle(bj, status="pending_pdi")
    assert not found(client, lin, vehicle)
    with pytest.raises(NotAvailable):
        lock(vehicle, SO1, lin, now=timezone.now())
    inspect(vehicle, by=shen, is_good=False)
    assert not found(client, lin, vehicle)
    inventory.change_state(
        vehicle_id=vehicle.pk, name="repair", by=shen, now=timezone.now(), note="已修复"
    )
    inspect(vehicle, by=shen)
    assert found(client, lin, vehicle)


@pytest.mark.feature("ORD-12")
def test_two_people_cannot_lock_one_vin_and_a_lock_has_an_end(bj, lin, li):
    vehicle, now = make_vehicle(bj), timezone.now()
    first = lock(vehicle, SO1, lin, now=now)
    assert first.expires_at == now + timedelta(hours=24)
    with pytest.raises(AlreadyLocked, match="林晓彤（SO2611-0186）"):
        lock(vehicle, SO2, li, now=now)


@pytest.mark.feature("ORD-13")
def test_a_released_or_expired_vin_is_saleable_again_at_once(client, bj, lin, monkeypatch):
    vehicle, now = make_vehicle(bj), timezone.now()
    lock(vehicle, SO1, lin, now=now)
    assert not found(client, lin, vehicle)
    assert found(client, lin, vehicle, only="held")
    inventory.release_lock(vehicle_id=vehicle.pk, holder=SO1, by=lin, reason="退订", now=now)
    assert found(client, lin, vehicle)
    lock(vehicle, SO2, lin, now=now - timedelta(hours=30), hours=24)
    assert found(client, lin, vehicle)
    inventory.expire_locks(now=now)
    assert found(client, lin, vehicle)


@pytest.mark.feature("X-09")
def test_a_received_vin_reaches_the_consultants_open_page(client, bj, shen, lin, monkeypatch):
    told = []
    monkeypatch.setattr(announce, "publish", lambda topic, event, **_: told.append((topic, event)))
    vehicle = make_vehicle(bj, status="pending_pdi")
    told.clear()
    inspect(vehicle, by=shen)
    assert ("desk:bj", "stock:changed") in told
    assert found(client, lin, vehicle)
    page = client.get(reverse("inventory:vehicle_find", kwargs={"store": "bj"})).content.decode()
    assert "desk:bj" in page
    assert "stock:changed from:body" in page

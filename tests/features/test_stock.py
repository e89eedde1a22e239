"""The stock of vehicles, as the feature list asks for it, seen on the pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.testing import make_vehicle, order_holder
from marque.inventory.workflow import OWNED
from tests.features.desk import Desk, footprint

pytestmark = pytest.mark.django_db

STATES = (
    "pending_pdi",
    "in_stock",
    "in_stock",
    "display",
    "damaged",
    "awaiting_delivery",
    "sold",
)


@pytest.fixture
def keeper(shen):
    return Desk(shen)


@pytest.fixture
def consultant(lin):
    return Desk(lin)


@pytest.fixture
def yard(bj, shen):
    """Seven vehicles in different states; one of the saleable ones is held."""
    cars = [
        make_vehicle(bj, status=state, days=40 - n, by=shen, certificate_status="at_store")
        for n, state in enumerate(STATES)
    ]
    inventory.lock_vehicle(
        vehicle_id=cars[1].pk,
        holder=order_holder("SO2611-0186", 901),
        expires_at=timezone.now() + timedelta(hours=24),
        by=shen,
        now=timezone.now(),
    )
    return cars


@pytest.mark.feature("INV-01")
def test_every_vin_has_one_state_and_one_place_and_the_states_add_up(yard, shen, bj):
    now = timezone.now()
    vehicles = inventory.Vehicle.objects.visible_to(shen).in_store(bj)
    counts = inventory.count_by_state(vehicles, now=now)
    owned = vehicles.filter(status__in=OWNED)
    assert sum(count.quantity for count in counts) == owned.count() == 6
    by_state = {count.state: count.quantity for count in counts}
    assert (by_state["locked"], by_state["in_stock"], by_state["display"]) == (1, 1, 1)
    assert all(car.place_text for car in owned)
    assert len({car.vin for car in vehicles}) == len(STATES)


@pytest.mark.feature("INV-01")
def test_the_list_shows_a_car_in_its_new_state_and_place_at_once(yard, keeper):
    car = yard[2]
    keeper.post("inventory:vehicle_move", {"note": ""}, vin=car.vin, move="put_on_display")
    keeper.post("inventory:vehicle_place", {"place_text": "展厅 3 号"}, vin=car.vin)
    page = keeper.get("inventory:vehicle_detail", vin=car.vin)
    assert "展车" in page
    assert "展厅 3 号" in page
    counts = inventory.count_by_state(
        inventory.Vehicle.objects.visible_to(keeper.user), now=timezone.now()
    )
    assert sum(count.quantity for count in counts) == 6


@pytest.mark.feature("INV-02")
def test_the_consultant_finds_saleable_and_held_vehicles_but_no_cost(yard, consultant, keeper):
    def found(only):
        page = consultant.get("inventory:vehicle_find", {"only": only})
        return {car.vin for car in yard if car.vin in page}

    assert found("saleable") == {yard[2].vin, yard[3].vin}
    assert found("held") == {yard[1].vin}
    page = consultant.get("inventory:stock_list")
    assert "158,700" not in page
    assert "158,700" in keeper.get("inventory:stock_list") + keeper.get(
        "inventory:vehicle_detail", vin=yard[2].vin
    )
    assert "158,700" not in consultant.get("inventory:vehicle_detail", vin=yard[2].vin)
    assert "SO2611-0186" in consultant.get("inventory:vehicle_find", {"only": "held"})


@pytest.mark.feature("INV-04")
def test_a_car_with_a_finding_is_not_saleable_until_it_is_repaired_and_passed(
    bj, shen, keeper, consultant
):
    car = make_vehicle(bj, status="pending_pdi", by=shen)
    saleable = ("inventory:vehicle_find", {"q": car.vin[-6:]})
    keeper.post("inventory:vehicle_pdi", vin=car.vin)
    first = inventory.PDIInspection.objects.get()
    before = footprint()
    page = keeper.post("inventory:pdi_complete", number=first.number)
    assert "还有" in page
    assert footprint() == before

    for n, item in enumerate(first.checklist):
        answer = {
            "code": item["code"],
            "result": "fail" if n == 0 else "pass",
            "note": "左前门划痕",
        }
        keeper.post("inventory:pdi_answer", answer, number=first.number)
    keeper.post("inventory:pdi_complete", {"conclusion": "漆面划痕"}, number=first.number)
    car.refresh_from_db()
    assert car.status == "damaged"
    assert car.vin not in consultant.get(*saleable)
    assert "左前门划痕" in keeper.get("inventory:pdi_detail", number=first.number)

    keeper.post("inventory:vehicle_move", {"note": "已抛光"}, vin=car.vin, move="repair")
    keeper.post("inventory:vehicle_pdi", vin=car.vin)
    second = inventory.PDIInspection.objects.exclude(pk=first.pk).get()
    for item in second.checklist:
        keeper.post(
            "inventory:pdi_answer", {"code": item["code"], "result": "pass"}, number=second.number
        )
    keeper.post("inventory:pdi_complete", number=second.number)
    assert car.vin in consultant.get(*saleable)


@pytest.mark.feature("INV-02")
def test_the_age_of_the_stock_is_counted_in_days_from_the_receipt(yard, keeper):
    buckets = inventory.list_age_buckets(
        inventory.Vehicle.objects.visible_to(keeper.user), today=timezone.localdate()
    )
    assert {b.key: b.quantity for b in buckets if b.quantity} == {"60": 6}
    assert sum(b.amount for b in buckets) == Decimal("158700.00") * 6

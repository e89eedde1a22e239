import pytest
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.models import PDIInspection, PDIItem, Vehicle
from marque.inventory.testing import inspect, make_vehicle
from marque.kernel.errors import (
    GuardRefused,
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def vehicle(bj):
    return make_vehicle(bj, status="pending_pdi")


def start(vehicle, by):
    return inventory.start_pdi(vehicle_id=vehicle.pk, by=by, now=timezone.now())


def status_of(vehicle):
    return Vehicle.objects.get(pk=vehicle.pk).status


def test_a_new_inspection_copies_the_active_items_of_today(vehicle, shen):
    PDIItem.objects.filter(code="road-noise").update(is_active=False)
    inspection = start(vehicle, shen)
    assert inspection.number.startswith("PDI")
    assert len(inspection.checklist) == 22
    PDIItem.objects.update(is_active=False)
    inspection.refresh_from_db()
    assert len(inspection.checklist) == 22


def test_two_people_with_two_phones_share_one_inspection(vehicle, shen):
    assert start(vehicle, shen) == start(vehicle, shen)


def test_a_vehicle_in_stock_needs_no_inspection(bj, shen):
    with pytest.raises(InvalidTransition, match="在库"):
        start(make_vehicle(bj), shen)


def test_passing_every_item_makes_the_vehicle_saleable(vehicle, shen):
    inspection = inspect(vehicle, by=shen)
    assert (inspection.status, status_of(vehicle)) == ("passed", "in_stock")
    assert Vehicle.objects.saleable(now=timezone.now()).filter(pk=vehicle.pk).exists()


def test_one_finding_sends_the_vehicle_to_repair_and_back_to_inspection(vehicle, shen):
    inspection = inspect(vehicle, by=shen, is_good=False)
    assert (inspection.status, status_of(vehicle)) == ("failed", "damaged")
    now = timezone.now()
    with pytest.raises(InvalidInput, match="原因"):
        inventory.change_state(vehicle_id=vehicle.pk, name="repair", by=shen, now=now)
    inventory.change_state(vehicle_id=vehicle.pk, name="repair", by=shen, now=now, note="已补漆")
    assert status_of(vehicle) == "pending_pdi"
    assert inspect(vehicle, by=shen).status == "passed"


def test_an_inspection_with_open_items_is_not_closed(vehicle, shen):
    inspection = start(vehicle, shen)
    with pytest.raises(GuardRefused, match="还有 23 项没有检查"):
        inventory.complete_pdi(inspection_id=inspection.pk, by=shen, now=timezone.now())
    assert (PDIInspection.objects.get().status, status_of(vehicle)) == ("open", "pending_pdi")


def test_a_closed_inspection_is_not_answered_any_more(vehicle, shen):
    inspection = inspect(vehicle, by=shen)
    with pytest.raises(InvalidTransition):
        inventory.record_pdi_item(
            inspection_id=inspection.pk, code="doc-vin", result="fail", note="", by=shen
        )


@pytest.mark.parametrize(("code", "result"), [("doc-vin", "perhaps"), ("no-such", "pass")])
def test_an_unknown_answer_or_item_is_refused(vehicle, shen, code, result):
    inspection = start(vehicle, shen)
    with pytest.raises(InvalidInput):
        inventory.record_pdi_item(
            inspection_id=inspection.pk, code=code, result=result, note="", by=shen
        )
    inspection.refresh_from_db()
    assert inspection.quantity_answered == 0


def test_a_consultant_does_not_close_an_inspection(vehicle, shen, lin):
    inspection = start(vehicle, shen)
    for item in inspection.checklist:
        inventory.record_pdi_item(
            inspection_id=inspection.pk, code=item["code"], result="na", note="", by=shen
        )
    with pytest.raises(NotAuthorised):
        inventory.complete_pdi(inspection_id=inspection.pk, by=lin, now=timezone.now())
    assert status_of(vehicle) == "pending_pdi"

import pytest
from django.utils import timezone

from marque.inventory import api as inventory
from marque.inventory.models import Vehicle, VehicleLock
from marque.inventory.testing import make_vehicle, order_holder
from marque.kernel.errors import AlreadyLocked, GuardRefused, InvalidTransition, NotAvailable

pytestmark = pytest.mark.django_db

SO1, SO2 = order_holder("SO2611-0186", 1), order_holder("SO2611-0187", 2)


def act(service, vehicle, by, holder=SO1, **extra):
    return service(vehicle_id=vehicle.pk, holder=holder, by=by, now=timezone.now(), **extra)


@pytest.fixture
def held(bj, lin):
    vehicle = make_vehicle(bj)
    act(inventory.lock_vehicle, vehicle, lin, expires_at=None)
    return vehicle


def status_of(vehicle):
    return Vehicle.objects.get(pk=vehicle.pk).status


def test_an_issued_vehicle_is_out_of_stock_and_out_of_the_books(bj, held, shen):
    before = inventory.sum_stock_value(company_id=bj.company_id)
    act(inventory.issue_vehicle, held, shen)
    assert status_of(held) == "awaiting_delivery"
    assert before - inventory.sum_stock_value(company_id=bj.company_id) == held.amount_cost


def test_a_delivered_vehicle_is_sold_with_its_certificate_and_its_lock_ends(held, shen):
    act(inventory.issue_vehicle, held, shen)
    act(inventory.deliver_vehicle, held, shen)
    held.refresh_from_db()
    assert (held.status, held.certificate_status) == ("sold", "handed_over")
    assert not VehicleLock.objects.filter(released_at__isnull=True).exists()


def test_issuing_to_somebody_who_does_not_hold_it_is_refused(held, shen):
    with pytest.raises(AlreadyLocked, match="SO2611-0186"):
        act(inventory.issue_vehicle, held, shen, holder=SO2)
    assert status_of(held) == "in_stock"


def test_issuing_a_vehicle_that_nobody_holds_is_refused(bj, shen):
    vehicle = make_vehicle(bj)
    with pytest.raises(NotAvailable, match="未锁定"):
        act(inventory.issue_vehicle, vehicle, shen)


def test_a_certificate_at_the_bank_keeps_the_car_here(held, shen):
    inventory.change_certificate(
        vehicle_id=held.pk, status="at_bank", number="", by=shen, now=timezone.now()
    )
    with pytest.raises(GuardRefused, match="银行监管"):
        act(inventory.issue_vehicle, held, shen)
    assert status_of(held) == "in_stock"


def test_a_damaged_vehicle_is_not_issued(held, shen):
    inventory.change_state(
        vehicle_id=held.pk, name="report_damage", by=shen, now=timezone.now(), note="划痕"
    )
    with pytest.raises(InvalidTransition, match="质损"):
        act(inventory.issue_vehicle, held, shen)


def test_a_returned_vehicle_is_in_stock_and_still_held(held, shen):
    act(inventory.issue_vehicle, held, shen)
    act(inventory.return_vehicle, held, shen, reason="客户退订")
    assert status_of(held) == "in_stock"
    assert not Vehicle.objects.saleable(now=timezone.now()).filter(pk=held.pk).exists()
    act(inventory.release_lock, held, shen, reason="客户退订")
    assert Vehicle.objects.saleable(now=timezone.now()).filter(pk=held.pk).exists()


@pytest.mark.parametrize("service", [inventory.return_vehicle, inventory.deliver_vehicle])
def test_only_the_holder_returns_or_takes_an_issued_vehicle(held, shen, service):
    act(inventory.issue_vehicle, held, shen)
    extra = {"reason": "退订"} if service is inventory.return_vehicle else {}
    with pytest.raises(AlreadyLocked, match="SO2611-0186"):
        act(service, held, shen, holder=SO2, **extra)
    assert status_of(held) == "awaiting_delivery"


def test_a_delivered_vehicle_does_not_come_back(held, shen):
    act(inventory.issue_vehicle, held, shen)
    act(inventory.deliver_vehicle, held, shen)
    with pytest.raises(InvalidTransition, match="已售"):
        act(inventory.return_vehicle, held, shen, reason="后悔")

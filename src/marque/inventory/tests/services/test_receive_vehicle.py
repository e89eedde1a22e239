from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.testing import open_demo_book
from marque.catalog.testing import make_trim
from marque.inventory import api as inventory
from marque.inventory.models import Vehicle
from marque.inventory.testing import make_vehicle, next_vin
from marque.kernel.errors import Duplicate, InvalidInput, NotAuthorised
from marque.parties.testing import make_supplier

pytestmark = pytest.mark.django_db

COST, VAT = Decimal("158700.00"), Decimal("20631.00")


def receive(store, by, *, vin=None, cost=COST, **car):
    open_demo_book(store.company, by=by)
    return inventory.receive_vehicle(
        car=inventory.Car(vin=vin or next_vin(), trim_id=make_trim().pk, **car),
        purchase=inventory.Purchase(
            supplier=make_supplier(), amount_cost=cost, amount_input_vat=VAT
        ),
        store=store,
        place="收车区",
        by=by,
        now=timezone.now(),
    )


def test_a_received_vehicle_waits_for_its_inspection_at_its_place(bj, shen):
    vehicle = receive(bj, shen)
    assert (vehicle.status, vehicle.place_text) == ("pending_pdi", "收车区")
    assert vehicle.received_on == timezone.localdate()
    assert not Vehicle.objects.saleable(now=timezone.now()).exists()


def test_the_purchase_is_posted_at_cost_with_its_vat(bj, shen):
    vehicle = receive(bj, shen)
    (voucher,) = accounting.vouchers_for("inventory.vehicle", vehicle.pk)
    assert voucher.amount_total == COST + VAT
    assert accounting.is_ledger_balanced()


def test_a_wrong_check_digit_of_a_domestic_vin_is_refused_and_nothing_is_kept(bj, shen):
    with pytest.raises(InvalidInput, match="校验位"):
        receive(bj, shen, vin="LGXC76C30N0000001")
    assert not Vehicle.objects.exists()


def test_an_imported_vin_that_fails_its_check_digit_needs_a_reason(bj, shen):
    with pytest.raises(InvalidInput):
        receive(bj, shen, vin="WP0ZZZ99ZTS392124")
    vehicle = receive(bj, shen, vin="WP0ZZZ99ZTS392124", vin_reason="平行进口")
    assert vehicle.vin_exception == "平行进口"


def test_a_vin_that_is_owned_is_refused_with_its_store(bj, shen):
    vehicle = receive(bj, shen)
    with pytest.raises(Duplicate, match="滨江店"):
        receive(bj, shen, vin=vehicle.vin)


def test_a_sold_vin_may_come_back_as_the_next_episode(bj, shen):
    sold = make_vehicle(bj, status="sold", by=shen)
    again = receive(bj, shen, vin=sold.vin)
    assert again.episode == 2


def test_the_database_refuses_a_second_owned_vehicle_with_the_same_vin(bj, shen):
    vehicle = receive(bj, shen)
    twin = Vehicle.objects.get(pk=vehicle.pk)
    twin.pk, twin.episode = None, 2
    with pytest.raises(IntegrityError, match="one_owned_vin"), transaction.atomic():
        twin.save(force_insert=True)


def test_the_database_refuses_a_malformed_vin_and_an_unknown_status(bj, shen):
    vehicle = receive(bj, shen)
    rows = Vehicle.objects.filter(pk=vehicle.pk)
    with pytest.raises(IntegrityError, match="vin_format"), transaction.atomic():
        rows.update(vin="LSVAO49J132047371")
    with pytest.raises(IntegrityError, match="known_status"), transaction.atomic():
        rows.update(status="flying")
    with pytest.raises(IntegrityError, match="has_a_place"), transaction.atomic():
        rows.update(place_text="")


def test_a_cost_of_nothing_is_refused(bj, shen):
    with pytest.raises(InvalidInput, match="大于零"):
        receive(bj, shen, cost=Decimal(0))


def test_a_consultant_may_not_receive(bj, lin):
    with pytest.raises(NotAuthorised):
        receive(bj, lin)
    assert not Vehicle.objects.exists()


def test_an_expected_vehicle_is_received_into_the_same_record(bj, shen):
    vin = next_vin()
    expected = inventory.expect_vehicle(
        car=inventory.Car(vin=vin, trim_id=make_trim().pk, certificate_status="in_transit"),
        store=bj,
        expected_on=timezone.localdate() + timedelta(days=2),
        by=shen,
        now=timezone.now(),
    )
    assert (expected.status, expected.place_text) == ("in_transit", "在途")
    received = receive(bj, shen, vin=vin)
    assert received.pk == expected.pk
    assert received.status == "pending_pdi"


def test_voiding_a_receipt_reverses_the_purchase_and_frees_the_vin(bj, shen):
    vehicle = receive(bj, shen)
    inventory.void_vehicle(vehicle_id=vehicle.pk, reason="录错", by=shen, now=timezone.now())
    assert inventory.sum_stock_value(company_id=bj.company_id) == 0
    assert accounting.is_ledger_balanced()
    again = receive(bj, shen, vin=vehicle.vin)
    assert again.episode == 2


def test_two_who_receive_one_car_at_the_same_moment(bj, shen, monkeypatch):
    vehicle = receive(bj, shen)
    place = "marque.inventory.services.receive_vehicle"
    monkeypatch.setattr(f"{place}.refuse_owned_vin", lambda *_args, **_more: None)
    with pytest.raises(Duplicate, match="刚刚被他人登记"):
        receive(bj, shen, vin=vehicle.vin)
    assert Vehicle.objects.count() == 1

"""Bad input gets a clear message and changes nothing."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.catalog.testing import make_accessory, make_trim
from marque.inventory import api as inventory
from marque.kernel.vin import make_vin
from marque.parties.testing import make_customer, make_supplier
from marque.sales.models import SalesOrder
from marque.sales.testing import (
    cashier_of,
    keeper_of,
    make_confirmed_order,
    make_deposit_order,
    make_issued_order,
    make_order,
    make_sold_vehicle,
    make_submitted_order,
    manager_of,
    reload,
)
from tests.features.desk import Desk, footprint, order_form, receipt_form

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(autouse=True)
def book(bj, he):
    make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
    make_accessory("JP002", name="行车记录仪", price=Decimal(1580), cost=Decimal(640))
    return open_demo_book(bj.company, by=he)


@pytest.fixture
def consultant(lin):
    return Desk(lin)


@pytest.fixture
def cashier(bj):
    return Desk(cashier_of(bj))


def receive_form(**changes):
    return {
        "vin": make_vin("LSVAB2BR", 2026, "N", 888_001),
        "trim": make_trim().pk,
        "supplier": make_supplier().pk,
        "amount_total": "157,000.00",
        "rate_vat": "13",
        "certificate_no": "YH1",
        "certificate_status": "at_store",
        "keys_count": "2",
        "mileage_km": "8",
        "place_text": "收车区",
    } | changes


GOOD_VIN = make_vin("LSVAB2BR", 2026, "N", 888_001)
OTHER_CHECK = "0" if GOOD_VIN[8] != "0" else "1"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vin": GOOD_VIN[:16]}, "17 位"),
        ({"vin": GOOD_VIN[:8] + OTHER_CHECK + GOOD_VIN[9:]}, "校验"),
        ({"vin": "LSVAB2BR0TN88800O"}, "O"),
        ({"vin": ""}, "请填写车架号"),
        ({"amount_total": "-157000"}, "金额"),
        ({"amount_total": "0"}, "0.01"),
        ({"rate_vat": "-1"}, "0"),
        ({"mileage_km": "-5"}, "0"),
    ],
)
def test_a_vehicle_with_a_wrong_vin_or_price_is_not_received(changes, sentence, bj):
    keeper = Desk(keeper_of(bj))
    form = receive_form(**changes)
    before = footprint()
    page = keeper.post("inventory:vehicle_receive", form)
    assert keeper.last.status_code == 422
    assert sentence in page
    assert footprint() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"new_id_number": "110105194912310021"}, "校验"),
        ({"new_id_number": "11010519491331002X"}, ""),
        ({"new_phone": "12345"}, "手机"),
        ({"new_phone": "99912345678"}, "手机"),
        ({"new_name": ""}, "请选择客户"),
        ({"amount_price": "-1"}, ""),
        ({"amount_price": "一百"}, "金额"),
        ({"amount_price": ""}, "请填写"),
        ({"amount_deposit_due": "-5000"}, ""),
        ({"amount_deposit_due": "90000"}, "20%"),
        ({"vehicle": ""}, "请选择一台车"),
        ({"items-0-item": "accessory:GONE"}, ""),
        ({"items-0-quantity": "0"}, ""),
        ({"items-0-amount_discount": "99999"}, ""),
        ({"remark": "长" * 501}, "500"),
        ({"new_name": "名" * 61}, "60"),
        ({"delivery_planned_on": "2026-13-45"}, "日期"),
    ],
)
def test_a_wrong_order_form_comes_back_with_a_reason(changes, sentence, consultant, bj):
    vehicle = make_sold_vehicle(bj)
    before = footprint()
    page = consultant.post("sales:order_create", order_form(vehicle) | changes)
    assert consultant.last.status_code == 422
    assert sentence in page
    assert 'class="er"' in page or 'class="al red' in page
    assert footprint() == before


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"amount": "-5000"}, ""),
        ({"amount": "0"}, "0.01"),
        ({"amount": "999999"}, "不能多收"),
        ({"on": "2099-01-01"}, "不能晚于今天"),
        ({"rate_exchange": "7"}, "汇率"),
        ({"method": "goats"}, ""),
    ],
)
def test_wrong_money_is_not_registered(changes, sentence, lin, cashier):
    order = make_confirmed_order(by=lin)
    before = footprint()
    sent = receipt_form(**({"amount": "5000", "kind": "earnest"} | changes))
    page = cashier.post("billing:receipt_create", sent, query=f"?payable={order.number}")
    assert cashier.last.status_code == 422
    assert sentence in page
    assert footprint() == before


def test_an_expired_lock_that_somebody_else_took_stops_the_first_order(lin, li, bj, cashier):
    vehicle = make_sold_vehicle(bj)
    first = make_confirmed_order(by=lin, vehicle=vehicle)
    inventory.VehicleLock.objects.filter(vehicle=vehicle).update(
        created_at=timezone.now() - timedelta(hours=50),
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    second = make_submitted_order(by=li, vehicle=vehicle)
    lock = inventory.find_lock(vehicle_id=vehicle.pk, now=timezone.now())
    assert lock.holder_number == second.number
    first = reload(first)
    page = Desk(lin).get("sales:order_detail", number=first.number)
    assert first.vehicle_id is None or "释放" in page or "失" in page
    before = footprint()
    Desk(keeper_of(bj)).post("sales:order_outbound", number=first.number)
    assert footprint() == before


@pytest.mark.parametrize("act", ["confirm", "cancel", "submit"])
def test_a_stale_page_changes_nothing(act, lin, bj):
    make = {"confirm": make_submitted_order, "cancel": make_deposit_order, "submit": make_order}
    order = make[act](by=lin)
    SalesOrder.objects.filter(pk=order.pk).update(version=order.version + 1)
    before = footprint()
    sent = {"version": order.version, "reason": "客户取消", "deposit": "return"}
    page = Desk(manager_of(bj)).post(f"sales:order_{act}", sent, number=order.number)
    assert "刷新" in page or "已被" in page or "修改" in page
    assert footprint() == before


def test_a_stale_receipt_is_not_confirmed_twice(lin, cashier):
    order = make_confirmed_order(by=lin)
    sent = receipt_form("5000", kind="earnest")
    cashier.post("billing:receipt_create", sent, query=f"?payable={order.number}")
    from marque.billing.models import Receipt

    receipt = Receipt.objects.get()
    for _twice in range(2):
        cashier.post("billing:receipt_confirm", {"version": receipt.version}, number=receipt.number)
    assert reload(order).amount_received == 5000


def test_an_order_of_another_store_does_not_exist(lin, wang, cx):
    order = make_issued_order(by=lin)
    before = footprint()
    stranger = Desk(wang, store="cx")
    for name in ("sales:order_detail", "sales:order_edit", "sales:order_cancel"):
        assert stranger.status(name, number=order.number) == 404
    for name in ("submit", "confirm", "cancel", "outbound", "deliver", "invoice"):
        stranger.post(f"sales:order_{name}", {"reason": "x"}, number=order.number)
        assert stranger.last.status_code in {403, 404}, name
    assert stranger.status("sales:order_print", number=order.number, paper="contract") == 404
    assert Desk(wang, store="bj").status("sales:order_detail", number=order.number) in {403, 404}
    assert footprint() == before
    car = order.vehicle
    assert Desk(wang, store="cx").status("inventory:vehicle_detail", vin=car.vin) == 404


def test_a_vehicle_or_customer_of_another_store_cannot_be_put_on_an_order(consultant, wang, bj, cx):
    strange_car = make_sold_vehicle(cx)
    strange_customer = make_customer(owner=wang, store=cx)
    mine = make_sold_vehicle(bj)
    before = footprint()
    consultant.post("sales:order_create", order_form(strange_car))
    assert consultant.last.status_code == 422
    sent = order_form(mine, customer=strange_customer.pk, new_name="", new_phone="")
    consultant.post("sales:order_create", sent)
    assert consultant.last.status_code == 422
    assert footprint() == before


def test_a_script_in_a_name_is_shown_as_text(consultant, bj):
    consultant.post("sales:order_create", order_form(make_sold_vehicle(bj), new_name=SCRIPT))
    order = SalesOrder.objects.first()
    pages = [consultant.get("sales:order_list")]
    if order:
        pages.append(consultant.get("sales:order_detail", number=order.number))
        consultant.get("parties:customer_lookup", {"q": "<script"})
        pages.append(consultant.last.content.decode())
    assert all(SCRIPT not in page for page in pages)
    if order:
        assert any("&lt;script&gt;" in page for page in pages)


def test_a_form_sent_twice_makes_one_order(consultant, bj):
    sent = order_form(make_sold_vehicle(bj))
    first = consultant.client.post(consultant.url("sales:order_create"), sent)
    second = consultant.client.post(consultant.url("sales:order_create"), sent)
    assert first["Location"] == second["Location"]
    assert SalesOrder.objects.count() == 1


def test_a_receipt_form_sent_twice_makes_one_receipt(lin, cashier):
    from marque.billing.models import Receipt

    order = make_confirmed_order(by=lin)
    sent = receipt_form("1000", kind="earnest")
    for _twice in range(2):
        cashier.post("billing:receipt_create", sent, query=f"?payable={order.number}")
    assert Receipt.objects.count() == 1


def test_ten_megabytes_in_a_field_are_refused(consultant, bj):
    before = footprint()
    sent = order_form(make_sold_vehicle(bj), remark="x" * 10_000_000)
    before = footprint()
    consultant.post("sales:order_create", sent)
    assert consultant.last.status_code in {400, 413}
    assert footprint() == before

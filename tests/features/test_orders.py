"""Orders, as the feature list asks for them; people act through the pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.testing import open_demo_book
from marque.billing.models import Invoice, Receipt, Refund
from marque.billing.testing import make_receipt
from marque.catalog.testing import make_accessory
from marque.foundation.attachments.testing import attach_photo
from marque.inventory import api as inventory
from marque.inventory.testing import make_vehicle
from marque.kernel.vin import make_vin
from marque.parties.testing import make_customer, make_supplier
from marque.sales.models import SalesOrder
from marque.sales.queries.papers import contract_data, handover_data
from marque.sales.testing import (
    cashier_of,
    keeper_of,
    make_confirmed_order,
    make_deposit_order,
    make_invoiced_order,
    make_issued_order,
    make_order,
    make_paid_order,
    make_sold_vehicle,
    manager_of,
    reload,
)
from tests.features.desk import PNG, Desk, balance, footprint, order_form, receipt_form

pytestmark = pytest.mark.django_db


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


@pytest.fixture
def keeper(bj):
    return Desk(keeper_of(bj))


@pytest.fixture
def manager(bj):
    return Desk(manager_of(bj))


def the_order():
    return reload(SalesOrder.objects.get())


def books_agree(book, bj):
    assert accounting.is_ledger_balanced(book)
    assert inventory.sum_stock_value(company_id=bj.company_id) == balance(book, "1405.01")


# -- contract ---------------------------------------------------------------------------------


@pytest.mark.feature("ORD-04")
def test_a_contract_is_created_approved_printed_and_then_fixed(consultant, bj):
    consultant.post("sales:order_create", order_form(make_sold_vehicle(bj)))
    order = the_order()
    assert order.status == "submitted"
    today = timezone.localdate()
    assert re.fullmatch(rf"SO{today:%y%m}-\d{{4}}", order.number)
    assert order.contract_number == order.number.replace("SO", "HT")
    paper = {"number": order.number, "paper": "contract"}
    assert consultant.status("sales:order_print", **paper) == 404

    consultant.post("sales:order_confirm", {"version": order.version}, number=order.number)
    order = the_order()
    assert (order.status, order.contract_template) == ("confirmed", "2026-1")

    consultant.get("sales:order_print", **paper)
    pdf = consultant.last.content
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) > 10_000
    data = contract_data(order, user=order.owner, now=timezone.now())
    assert (data["total"], data["total_capitals"]) == ("180,560.00", "壹拾捌万零伍佰陆拾元整")
    assert data["deposit_capitals"] == "伍仟元整"
    assert [line["amount"] for line in data["lines"]] == ["178,000.00", "980.00", "1,580.00"]

    before = footprint()
    changed = order_form(
        order.vehicle, customer=order.customer_id, amount_price="100,000.00", version=order.version
    )
    page = consultant.post("sales:order_edit", changed, number=order.number)
    assert "不能修改" in page
    assert footprint() == before


@pytest.mark.feature("ORD-04")
def test_numbers_of_orders_run_on_without_a_gap(consultant, bj):
    for phone in ("13812345678", "13912345678", "13712345678"):
        sent = order_form(make_sold_vehicle(bj), new_phone=phone, new_id_number="", action="save")
        consultant.post("sales:order_create", sent)
    tails = [
        int(n[-4:]) for n in SalesOrder.objects.order_by("pk").values_list("number", flat=True)
    ]
    assert tails == [tails[0], tails[0] + 1, tails[0] + 2]


@pytest.mark.feature("ORD-04")
def test_the_numbers_on_the_papers_come_from_the_order(lin, bj):
    order = make_issued_order(by=lin)
    data = handover_data(order, user=lin, now=timezone.now())
    assert (data["number"], data["vin"]) == (order.number, order.vehicle.vin)
    assert order.customer.phone not in json.dumps(data, ensure_ascii=False)


# -- reservation -------------------------------------------------------------------------------


@pytest.mark.feature("ORD-12")
def test_the_second_order_for_a_vin_is_told_who_has_it(consultant, manager, bj):
    vehicle = make_sold_vehicle(bj)
    consultant.post("sales:order_create", order_form(vehicle))
    first = the_order()
    lock = inventory.find_lock(vehicle_id=vehicle.pk, now=timezone.now())
    assert lock.expires_at is not None
    assert lock.expires_at > timezone.now()

    before = footprint()
    sent = order_form(vehicle, new_phone="13912345678", new_id_number="")
    page = manager.post("sales:order_create", sent)
    assert manager.last.status_code == 422
    assert first.number in page
    assert "林晓彤" in page
    assert footprint() == before


@pytest.mark.feature("ORD-13")
@pytest.mark.parametrize("ending", ["cancel", "expiry"])
def test_a_cancelled_or_expired_reservation_is_saleable_at_once(
    ending, lin, bj, manager, consultant
):
    order = make_confirmed_order(by=lin)
    vin = order.vehicle.vin

    def offered():
        return vin in consultant.get("inventory:vehicle_find", {"q": vin[-6:], "only": "saleable"})

    assert not offered()
    if ending == "cancel":
        manager.post(
            "sales:order_cancel",
            {"reason": "客户改买他牌", "deposit": "return", "version": order.version},
            number=order.number,
        )
    else:
        inventory.VehicleLock.objects.filter(vehicle=order.vehicle).update(
            created_at=timezone.now() - timedelta(hours=50),
            expires_at=timezone.now() - timedelta(seconds=1),
        )
    assert offered()
    lookup = consultant.get("sales:vehicle_lookup", {"q": vin[-6:]})
    assert vin in lookup


@pytest.mark.feature("BEY-03")
def test_one_vehicle_has_one_active_lock_even_for_raw_sql(lin, bj):
    from django.db import IntegrityError, transaction

    order = make_confirmed_order(by=lin)
    lock = inventory.VehicleLock.objects.get(vehicle=order.vehicle, released_at__isnull=True)
    names = [f.column for f in lock._meta.fields if f.column != "id"]
    columns = ", ".join(names)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO inventory_vehiclelock ({columns})"
            f" SELECT {columns} FROM inventory_vehiclelock WHERE id = %s",
            [lock.pk],
        )


# -- money and invoice -------------------------------------------------------------------------


@pytest.mark.feature("ORD-26")
def test_nothing_leaves_before_money_and_invoice_and_sales_sees_what_finance_did(
    lin, bj, consultant, cashier, keeper
):
    order = make_deposit_order(by=lin)
    page = consultant.get("sales:order_detail", number=order.number)
    assert "还有 ¥" in page
    before = footprint()
    assert "未到账" in keeper.post("sales:order_outbound", number=order.number)
    assert "未到账" in cashier.post("sales:order_invoice", number=order.number)
    assert footprint() == before

    query = f"?payable={order.number}"
    consultant.post("billing:receipt_create", receipt_form(order.amount_open), query=query)
    receipt = Receipt.objects.get(status="pending")
    assert "待确认" in consultant.get("sales:order_tab", number=order.number, tab="payments")
    cashier.post("billing:receipt_confirm", {"version": receipt.version}, number=receipt.number)
    assert "款已到齐" in consultant.get("sales:order_detail", number=order.number)
    assert "尚未开票" in keeper.post("sales:order_outbound", number=order.number)
    cashier.post("sales:order_invoice", number=order.number)
    invoice = Invoice.objects.get()
    tab = consultant.get("sales:order_tab", number=order.number, tab="payments")
    assert invoice.tax_number in tab
    assert receipt.number in tab


@pytest.mark.feature("FIN-22")
@pytest.mark.feature("X-11")
@pytest.mark.django_db(transaction=True)
def test_confirmed_money_notifies_the_open_page_within_the_same_commit(
    books, lin, bj, consultant, cashier
):
    import psycopg

    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, "5000", kind="earnest", by=lin)
    page = consultant.get("sales:order_detail", number=order.number)
    assert f"order:{order.number}" in page
    assert "5,000.00 未到账" in page
    known = connection.get_connection_params()
    place = {k: known[k] for k in ("dbname", "user", "password", "host", "port") if known.get(k)}
    with psycopg.connect(**place, autocommit=True) as listener:
        listener.execute("LISTEN marque")
        cashier.post("billing:receipt_confirm", {"version": receipt.version}, number=receipt.number)
        heard = [json.loads(n.payload) for n in listener.notifies(timeout=2)]
    told = [m for m in heard if m["topic"] == f"order:{order.number}"]
    assert told
    assert all(m["books"] == "books_test" for m in told)
    assert "5000.00" in {m.get("received") for m in told}
    page = consultant.get("sales:order_detail", number=order.number)
    assert "5,000.00 未到账" not in page
    assert f"{order.number} 到账" in consultant.get("ui:inbox")


# -- outbound and handover ---------------------------------------------------------------------


@pytest.mark.feature("ORD-27")
def test_outbound_moves_the_car_out_and_books_its_cost(lin, bj, book, keeper):
    order = make_invoiced_order(by=lin)
    car = order.vehicle
    stock = balance(book, "1405.01")
    page = keeper.post("sales:order_outbound", {"version": order.version}, number=order.number)
    assert "已出库" in page
    order = reload(order)
    assert (order.status, order.vehicle.status) == ("issued", "awaiting_delivery")
    assert balance(book, "1405.01") == stock - car.amount_cost
    assert balance(book, "5401.01") == car.amount_cost
    assert balance(book, "5401") == car.amount_cost + Decimal(420)
    books_agree(book, bj)


@pytest.mark.feature("ORD-27")
@pytest.mark.parametrize(
    ("state", "sentence"),
    [("deposit", "未到账"), ("paid", "尚未开票"), ("pdi", "PDI"), ("paper", "合格证")],
)
def test_outbound_is_refused_and_says_what_is_missing(state, sentence, lin, bj, book, keeper):
    if state == "deposit":
        order = make_deposit_order(by=lin)
    elif state == "paid":
        order = make_paid_order(by=lin)
    else:
        order = make_invoiced_order(by=lin)
    change = {"pdi": {"status": "damaged"}, "paper": {"certificate_status": "at_bank"}}
    inventory.Vehicle.objects.filter(pk=order.vehicle_id).update(**change.get(state, {}))
    before = footprint()
    assert sentence in keeper.post("sales:order_outbound", number=order.number)
    assert footprint() == before


@pytest.mark.feature("ORD-28")
def test_a_car_is_handed_over_with_checklist_photo_and_signature(
    lin, bj, book, consultant, tmp_path
):
    from django.core.files.uploadedfile import SimpleUploadedFile

    order = make_issued_order(by=lin)
    everything = [item.position for item in order.handover_items.all()]
    signed = {"signed_name": order.customer.name, "signature": PNG, "mileage_km": "12"}

    before = footprint()
    page = consultant.post(
        "sales:order_deliver", signed | {"item": everything[:-1]}, number=order.number
    )
    assert "交车清单还有 1 项" in page
    page = consultant.post(
        "sales:order_deliver", {"signed_name": "", "item": everything}, number=order.number
    )
    assert reload(order).status == "issued"
    after = footprint()
    assert (after["vehicles"], after["vouchers"]) == (before["vehicles"], before["vouchers"])

    page = consultant.post(
        "sales:order_deliver", signed | {"item": everything}, number=order.number
    )
    assert "请先上传至少 1 张交车照片" in page
    assert reload(order).status == "issued"

    photo = SimpleUploadedFile("交车.png", _png(), content_type="image/png")
    consultant.client.post(f"/files/sales.salesorder/{order.pk}/", {"file": photo, "next": "/"})
    page = consultant.post(
        "sales:order_deliver", signed | {"item": everything}, number=order.number
    )
    order = reload(order)
    assert order.status == "delivered"
    assert order.handover.signed_name == order.customer.name
    data = handover_data(order, user=lin, now=timezone.now(), photos=1)
    assert all(item["done"] for item in data["items"])
    assert data["signature"]
    assert data["photos"] == "1 张"
    consultant.get("sales:order_print", number=order.number, paper="handover")
    assert consultant.last.content.startswith(b"%PDF-")
    consultant.get("sales:signature", number=order.number)
    assert consultant.last.content.startswith(b"\x89PNG")


def _png():
    import base64

    return base64.b64decode(PNG.partition(",")[2])


# -- the whole loop ----------------------------------------------------------------------------


@pytest.mark.feature("ORD-36")
@pytest.mark.feature("FIN-09")
def test_one_car_from_the_factory_to_the_closed_receivable(
    book, bj, consultant, cashier, keeper, lin
):
    from marque.catalog.testing import make_trim

    vin = make_vin("LSVAB2BR", 2026, "N", 777_001)
    keeper.post(
        "inventory:vehicle_receive",
        {
            "vin": vin,
            "trim": make_trim().pk,
            "supplier": make_supplier("云岚汽车制造").pk,
            "amount_total": "157,000.00",
            "rate_vat": "13",
            "certificate_no": "YH2026000777",
            "certificate_status": "at_store",
            "keys_count": "2",
            "mileage_km": "8",
            "place_text": "收车区",
        },
    )
    car = inventory.Vehicle.objects.get(vin=vin)
    assert (car.status, car.amount_cost) == ("pending_pdi", Decimal("138938.05"))
    assert vin not in consultant.get("inventory:vehicle_find", {"q": vin[-6:]})
    keeper.post("inventory:vehicle_pdi", vin=vin)
    inspection = inventory.PDIInspection.objects.get()
    for item in inspection.checklist:
        keeper.post(
            "inventory:pdi_answer",
            {"code": item["code"], "result": "pass"},
            number=inspection.number,
        )
    keeper.post("inventory:pdi_complete", number=inspection.number)
    assert vin in consultant.get("inventory:vehicle_find", {"q": vin[-6:]})

    consultant.post("sales:order_create", order_form(car))
    order = the_order()
    number = {"number": order.number}
    consultant.post("sales:order_confirm", **number)
    query = f"?payable={order.number}"
    # The form already knows kind and amount: nothing is typed twice.
    form = consultant.client.get(consultant.url("billing:receipt_create") + query).context["form"]
    assert (form.initial["kind"], form.initial["amount"]) == ("earnest", Decimal("5000.00"))
    consultant.post("billing:receipt_create", receipt_form("5000", kind="earnest"), query=query)
    cashier.post("billing:receipt_confirm", number=Receipt.objects.get(status="pending").number)
    form = consultant.client.get(consultant.url("billing:receipt_create") + query).context["form"]
    assert form.initial["amount"] == Decimal("175560.00")
    consultant.post("billing:receipt_create", receipt_form("175560"), query=query)
    cashier.post("billing:receipt_confirm", number=Receipt.objects.get(status="pending").number)
    cashier.post("sales:order_invoice", **number)
    keeper.post("sales:order_outbound", **number)
    items = [item.position for item in the_order().handover_items.all()]
    attach_photo(the_order(), by=the_order().owner)
    consultant.post(
        "sales:order_deliver",
        {"item": items, "signed_name": "陈建国", "signature": PNG},
        **number,
    )

    order = the_order()
    assert (order.status, order.amount_open) == ("delivered", 0)
    assert order.vehicle.status == "sold"
    assert Invoice.objects.first().buyer_name == "陈建国"
    assert balance(book, "2203") == 0
    assert balance(book, "1002") == Decimal("180560.00")
    assert balance(book, "5001") == Decimal("-159787.61")  # 180,560 / 1.13, by line
    books_agree(book, bj)
    page = consultant.get("sales:order_detail", **number)
    for word in ("提交", "通过"):
        assert word in page
    assert vin in page
    assert inventory.VehicleMovement.objects.filter(vehicle=car).count() >= 3
    _drill_both_ways(cashier, order)


def _drill_both_ways(cashier, order):
    tab = cashier.get("sales:order_tab", number=order.number, tab="vouchers")
    vouchers = accounting.vouchers_for("sales.salesorder", order.pk)
    assert vouchers
    for voucher in vouchers:
        there = cashier.url("accounting:voucher_detail", pk=voucher.pk)
        assert there in tab
        back = cashier.url("sales:order_detail", number=order.number)
        assert back in cashier.client.get(there).content.decode()
    for receipt in Receipt.objects.all():
        [voucher] = accounting.vouchers_for("billing.receipt", receipt.pk)
        assert cashier.url("accounting:voucher_detail", pk=voucher.pk) in tab
        page = cashier.get("accounting:voucher_detail", pk=voucher.pk)
        assert cashier.url("billing:receipt_detail", number=receipt.number) in page


# -- cancellation ------------------------------------------------------------------------------


@pytest.mark.feature("ORD-16")
@pytest.mark.feature("BEY-02")
def test_a_cancellation_shows_every_effect_then_does_them_all(lin, bj, book, manager):
    order = make_issued_order(by=lin)
    make = {"number": order.number}
    invoice = Invoice.objects.get()
    page = manager.get("sales:order_cancel", **make)
    for effect in (
        "退回在库，冲回销售成本",
        "释放车辆",
        f"红冲发票 {invoice.number} ¥178,000.00",
        "退还客户 ¥178,980.00",
        "凭证红字冲销",
        "没收 ¥5,000.00",
    ):
        assert effect in page, effect
    assert reload(order).status == "issued"

    manager.post(
        "sales:order_cancel",
        {"reason": "客户贷款未批", "deposit": "return", "version": order.version},
        **make,
    )
    order = reload(order)
    assert (order.status, order.amount_received) == ("cancelled", 0)
    assert order.vehicle.status == "in_stock"
    assert inventory.find_lock(vehicle_id=order.vehicle_id, now=timezone.now()) is None
    assert sum(r.amount for r in Refund.objects.filter(status="paid")) == Decimal("178980.00")
    assert Invoice.objects.get(reverses=invoice).amount_total == -invoice.amount_total
    for code in ("2203", "1002", "2221.01.02", "5401", "5001"):
        assert balance(book, code) == 0
    books_agree(book, bj)
    assert "客户贷款未批" in manager.get("sales:order_detail", **make)


@pytest.mark.feature("BEY-02")
@pytest.mark.parametrize(
    "broken",
    [
        "marque.inventory.api.release_lock",
        "marque.accounting.api.reverse",
        "marque.billing.api.reverse_all_invoices",
        "marque.billing.api.refund_all",
    ],
)
def test_a_fault_in_the_middle_of_a_cancellation_changes_nothing(
    broken, lin, bj, manager, monkeypatch
):
    order = make_issued_order(by=lin)
    before = footprint()
    monkeypatch.setattr(broken, _break)
    manager.client.raise_request_exception = False
    manager.post(
        "sales:order_cancel", {"reason": "客户取消", "deposit": "return"}, number=order.number
    )
    assert manager.last.status_code == 500
    assert footprint() == before


def _break(**_kwargs):
    raise RuntimeError("the disk is gone")


# -- completion --------------------------------------------------------------------------------


@pytest.mark.feature("BEY-01")
def test_the_page_names_what_an_order_waits_for_until_all_agree(lin, bj, consultant):
    makers = (
        (make_order, "草稿"),
        (make_confirmed_order, "5,000.00 未到账"),
        (make_deposit_order, "还有 ¥"),
        (make_paid_order, "等待开票"),
        (make_invoiced_order, "可以出库"),
        (make_issued_order, "完成交车清单"),
    )
    for make, blocker in makers:
        order = make(by=lin)
        assert blocker in consultant.get("sales:order_detail", number=order.number), make.__name__
        consultant.post("sales:order_deliver", {"signed_name": "某人"}, number=order.number)
        assert reload(order).status != "delivered"


# -- complaints about the old system -------------------------------------------------------------


@pytest.mark.feature("X-09")
def test_a_received_vin_is_in_the_consultants_query_at_once(bj, consultant):
    vehicle = make_vehicle(bj, status="in_stock", certificate_status="at_store")
    found = consultant.get("inventory:vehicle_find", {"q": vehicle.vin[-6:]})
    assert vehicle.vin in found
    assert vehicle.vin in consultant.get("sales:vehicle_lookup", {"q": vehicle.vin[-6:]})


@pytest.mark.feature("X-04")
@pytest.mark.django_db(transaction=True)
def test_many_submits_on_few_vins_make_one_order_a_vin(books, bj, book, lin):
    from tests.concurrency.test_vehicle_lock import race

    cars = [make_sold_vehicle(bj) for _ in range(3)]
    customer = make_customer(owner=lin, store=bj)
    desks = [Desk(lin) for _ in range(12)]

    def submit(n):
        sent = order_form(cars[n % 3], customer=customer.pk, new_name="", new_phone="")
        desks[n].post("sales:order_create", sent)
        return desks[n].last.status_code, desks[n].last.content.decode()

    answers = race(12, submit, books)
    won = [a for a in answers if a[0] == 200]
    told = [a for a in answers if a[0] == 422]
    assert (len(won), len(told)) == (3, 9), [
        a if isinstance(a, Exception) else a[0] for a in answers
    ]
    assert all("已被" in text and "锁定" in text for _code, text in told)
    assert SalesOrder.objects.count() == 3
    assert sorted(SalesOrder.objects.values_list("vehicle", flat=True)) == sorted(
        c.pk for c in cars
    )
    assert accounting.is_ledger_balanced(book)

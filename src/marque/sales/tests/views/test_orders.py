"""Pages of orders: rendering, rights, scope, and the posts behind the buttons."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marque.catalog.testing import make_accessory
from marque.foundation.attachments.testing import attach_photo
from marque.parties.testing import make_customer
from marque.sales.models import SalesOrder
from marque.sales.testing import (
    make_confirmed_order,
    make_delivered_order,
    make_invoiced_order,
    make_issued_order,
    make_order,
    make_paid_order,
    make_sold_vehicle,
    make_submitted_order,
    reload,
)

pytestmark = pytest.mark.django_db


def url(name, order=None, store="bj", **kwargs):
    if order is not None:
        kwargs["number"] = order.number
    return reverse(f"sales:{name}", kwargs={"store": store, **kwargs})


def posted(buyer, car, **fields):
    return {
        "customer": buyer.pk,
        "vehicle": car.pk,
        "amount_price": "178000",
        "deposit_kind": "earnest",
        "amount_deposit_due": "5000",
        "action": "submit",
        "items-TOTAL_FORMS": "2",
        "items-INITIAL_FORMS": "0",
        "items-0-item": "accessory:JP001",
        "items-0-quantity": "1",
        "items-1-item": "accessory:JP002",
        "items-1-quantity": "1",
        **fields,
    }


@pytest.fixture
def goods(seeded):
    make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
    make_accessory("JP002", name="车窗膜", price=Decimal(2680), cost=Decimal(900))


def test_the_list_shows_the_stage_and_what_stops_it(client, lin):
    order = make_confirmed_order(by=lin)
    client.force_login(lin)
    page = client.get(url("order_list")).content.decode()
    assert order.number in page
    assert "待定金" in page
    assert "未到账" in page


def test_one_post_creates_and_submits(client, lin, bj, goods):
    client.force_login(lin)
    customer, car = make_customer(owner=lin), make_sold_vehicle(bj)
    answer = client.post(url("order_create"), posted(customer, car))
    order = SalesOrder.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, url("order_detail", order))
    assert (order.status, order.amount_total) == ("submitted", Decimal("181660.00"))
    answer = client.post(url("order_confirm", order))
    assert (answer.status_code, reload(order).status) == (303, "confirmed")


def test_a_form_sent_twice_makes_one_order(client, lin, bj, goods):
    client.force_login(lin)
    data = posted(make_customer(owner=lin), make_sold_vehicle(bj), _key="0123456789abcdef")
    first, second = (client.post(url("order_create"), data) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert SalesOrder.objects.count() == 1


def test_a_new_customer_is_saved_with_the_order_or_not_at_all(client, lin, bj, goods):
    client.force_login(lin)
    car = make_sold_vehicle(bj)
    new = {"customer": "", "new_name": "赵敏", "new_phone": "13912345678"}
    wrong = posted(car, car, **new, amount_price="999999999")
    answer = client.post(url("order_create"), wrong)
    assert answer.status_code == 422
    assert "不能高于标价" in answer.content.decode()
    assert not SalesOrder.objects.exists()
    client.post(url("order_create"), posted(car, car, **new))
    assert SalesOrder.objects.get().customer.name == "赵敏"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"new_name": "赵敏", "new_phone": "123", "customer": ""}, "手机号"),
        ({"customer": ""}, "请选择客户"),
        ({"vehicle": ""}, "请选择一台车"),
        ({"amount_price": "-5"}, "金额"),
        ({"amount_price": "1" * 5000}, "太长"),
        ({"deposit_kind": "x"}, "x"),
        ({"items-0-item": "accessory:NO"}, "没有编码"),
    ],
)
def test_bad_input_gets_a_message_and_changes_nothing(client, lin, bj, goods, fields, sentence):
    client.force_login(lin)
    data = posted(make_customer(owner=lin), make_sold_vehicle(bj), **fields)
    answer = client.post(url("order_create"), data)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not SalesOrder.objects.exists()


def test_a_taken_vehicle_is_named_with_its_holder(client, lin, bj, goods):
    first = make_submitted_order(by=lin)
    client.force_login(lin)
    answer = client.post(url("order_create"), posted(make_customer(owner=lin), first.vehicle))
    assert answer.status_code == 422
    assert first.number in answer.content.decode()
    assert SalesOrder.objects.count() == 1


def test_script_in_a_name_is_only_text(client, lin, bj):
    order = make_confirmed_order(by=lin, customer=make_customer("<script>x", owner=lin))
    client.force_login(lin)
    page = client.get(url("order_detail", order)).content.decode()
    assert "<script>x" not in page
    assert "&lt;script&gt;x" in page


@pytest.mark.parametrize("tab", ["payments", "handover", "files", "vouchers"])
def test_every_tab_of_a_delivered_order(client, lin, tab):
    order = make_delivered_order(by=lin)
    client.force_login(lin)
    assert client.get(url("order_detail", order)).status_code == 200
    assert client.get(url("order_tab", order, tab=tab)).status_code == 200


@pytest.mark.parametrize(
    "make",
    [make_order, make_submitted_order, make_confirmed_order, make_paid_order,
     make_invoiced_order, make_issued_order],
)  # fmt: skip
def test_the_page_of_an_order_in_every_state(client, lin, make):
    order = make(by=lin)
    client.force_login(lin)
    assert order.customer.name in client.get(url("order_detail", order)).content.decode()


@pytest.mark.feature("ORD-37")
def test_sales_warehouse_and_finance_read_the_same_state(client, lin, he, shen):
    order = make_paid_order(by=lin)
    for person in (lin, he, shen):
        client.force_login(person)
        assert "待开票" in client.get(url("order_detail", order)).content.decode()


def test_another_store_and_a_stranger_see_nothing(client, lin, wang, zhao):
    order = make_order(by=lin)
    client.force_login(wang)
    assert client.get(url("order_detail", order)).status_code == 404
    assert client.get(url("order_detail", order, store="cx")).status_code == 404
    client.force_login(zhao)
    assert client.get(url("order_detail", order)).status_code == 403
    assert client.post(url("order_confirm", order)).status_code == 403


def test_the_margin_is_for_managers(client, lin, li):
    order = make_confirmed_order(by=lin)
    seen = {}
    for person in (lin, li):
        client.force_login(person)
        page = client.get(url("order_detail", order)).content.decode()
        seen[person.username] = "单车毛利" in page
    assert seen == {"lin": False, "li": True}


def test_the_cancellation_page_lists_every_effect_first(client, lin, li):
    order = make_invoiced_order(by=lin)
    client.force_login(li)
    page = client.get(url("order_cancel", order)).content.decode()
    for words in ("释放车辆", "红冲发票", "退还客户", "没收定金时"):
        assert words in page
    assert reload(order).status == "confirmed"
    client.post(url("order_cancel", order), {"reason": "客户放弃", "deposit": "return"})
    assert reload(order).status == "cancelled"


def test_a_stale_page_changes_nothing(client, lin, li):
    order = make_submitted_order(by=lin)
    client.force_login(li)
    answer = client.post(url("order_confirm", order), {"version": "1"}, follow=True)
    assert "已被他人修改" in answer.content.decode()
    assert reload(order).status == "submitted"


def test_papers(client, lin):
    order = make_issued_order(by=lin)
    client.force_login(lin)
    for paper in ("contract", "handover"):
        answer = client.get(url("order_print", order, paper=paper))
        assert answer["Content-Type"] == "application/pdf"
        assert answer.content.startswith(b"%PDF")
    assert client.get(url("order_print", order, paper="other")).status_code == 404


@pytest.mark.feature("ORD-28")
def test_handover_by_its_pages(client, lin):
    order = make_issued_order(by=lin)
    client.force_login(lin)
    sign = {"signed_name": "王芳", "mileage_km": "12"}
    refused = client.post(url("order_deliver", order), sign, follow=True).content.decode()
    assert "9 项未完成" in refused
    client.post(url("handover_tick", order), {"item": [str(n) for n in range(1, 10)]})
    attach_photo(order, by=lin)
    client.post(url("order_deliver", order), sign)
    assert reload(order).status == "delivered"


def test_lookups(client, lin, bj):
    car = make_sold_vehicle(bj)
    client.force_login(lin)
    found = client.get(url("vehicle_lookup"), {"q": car.vin[-6:]}).content.decode()
    assert car.vin in found
    price = client.get(url("list_price"), {"vehicle": car.pk}).json()
    assert price == {"amount_list": "181600.00"}
    assert client.get(url("trim_lookup"), {"q": "X7"}).status_code == 200


def test_the_list_costs_the_same_for_many(client, lin):
    client.force_login(lin)
    make_submitted_order(by=lin)
    client.get(url("order_list"))
    with CaptureQueriesContext(connection) as few:
        client.get(url("order_list"))
    for _ in range(3):
        make_submitted_order(by=lin)
    with CaptureQueriesContext(connection) as many:
        client.get(url("order_list"))
    assert len(many) == len(few) <= 15

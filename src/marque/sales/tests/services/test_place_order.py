"""Writing and submitting an order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from marque.catalog.testing import make_accessory, make_trim
from marque.foundation.documents.models import StatusChange
from marque.foundation.notifications.models import Notification
from marque.inventory import api as inventory
from marque.kernel.errors import AlreadyLocked, InvalidInput, NotAuthorised, StaleDocument
from marque.sales import api as sales
from marque.sales.models import SalesOrder, SalesOrderLine
from marque.sales.testing import (
    make_draft,
    make_order,
    make_sold_vehicle,
    make_submitted_order,
    reload,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def place(by, bj, **fields):
    return sales.place_order(draft=make_draft(by=by, store=bj, **fields), store=bj, by=by, now=NOW)


@pytest.mark.feature("ORD-04")
def test_an_order_gets_its_number_lines_and_totals(lin, bj):
    order = make_order(by=lin, now=NOW)
    assert order.number.startswith(f"SO{timezone.localtime(NOW):%y%m}-")
    assert order.contract_number == order.number.replace("SO", "HT")
    assert (order.amount_list, order.amount_discount, order.amount_total) == (
        Decimal("182580.00"),
        Decimal("3600.00"),
        Decimal("178980.00"),
    )
    assert order.rate_discount == Decimal("1.97")
    assert [line.kind for line in order.lines.all()] == ["vehicle", "accessory"]


def test_submitting_holds_the_vehicle(lin, bj):
    order = make_submitted_order(by=lin, now=NOW)
    lock = inventory.find_lock(vehicle_id=order.vehicle_id, now=NOW)
    assert (lock.holder_number, order.status) == (order.number, "submitted")
    assert lock.expires_at > NOW
    change = StatusChange.objects.get(document_type="sales.salesorder", document_id=order.pk)
    assert (change.from_status, change.to_status, change.by) == ("draft", "submitted", lin)


@pytest.mark.feature("ORD-12")
def test_a_second_order_for_the_same_vehicle_is_refused_whole(lin, bj):
    first = make_submitted_order(by=lin, now=NOW)
    with pytest.raises(AlreadyLocked, match=first.number):
        place(lin, bj, vehicle=first.vehicle)
    assert SalesOrder.objects.count() == 1
    assert SalesOrderLine.objects.count() == 2


def test_placing_an_order_needs_few_statements(lin, bj, django_assert_max_num_queries):
    make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
    make_accessory("JP002", name="车窗膜", price=Decimal(2680), cost=Decimal(900))
    items = tuple(sales.ItemDraft(kind="accessory", code=code) for code in ("JP001", "JP002"))
    draft = make_draft(by=lin, store=bj, items=items)
    lin.has_perm("sales.view_salesorder")
    with django_assert_max_num_queries(17):
        sales.place_order(draft=draft, store=bj, by=lin, now=NOW)


def test_what_exceeds_ones_authority_is_sent_to_whoever_may_confirm(lin, li, bj):
    order = place(lin, bj, amount_price=Decimal(174000))
    assert Notification.objects.get(user=li).record == order.number


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount_price": Decimal(-1)}, "车价必须大于零"),
        ({"amount_price": Decimal(190000)}, "不能高于标价"),
        ({"amount_deposit_due": Decimal(40000)}, "20%"),
        ({"amount_deposit_due": Decimal(-5)}, "定金应在"),
        ({"items": (sales.ItemDraft(kind="accessory", code="NO"),)}, "没有编码"),
        ({"items": (sales.ItemDraft(kind="accessory", code="JP001", quantity=0),)}, "数量"),
        (
            {
                "items": (
                    sales.ItemDraft(
                        kind="accessory", code="JP001", amount_discount=Decimal(999999)
                    ),
                )
            },
            "优惠应在",
        ),
        ({"trim": None, "vehicle": None}, "请选择车辆"),
    ],
)
def test_bad_input_is_refused_and_changes_nothing(lin, bj, fields, sentence):
    make_accessory("JP001", name="全车脚垫", price=Decimal(980))
    with pytest.raises(InvalidInput, match=sentence):
        place(lin, bj, **fields)
    assert not SalesOrder.objects.exists()


def test_a_plain_prepayment_may_exceed_twenty_percent(lin, bj):
    order = place(lin, bj, deposit_kind="prepayment", amount_deposit_due=Decimal(40000))
    assert order.amount_deposit_due == Decimal("40000.00")


def test_nobody_without_the_right_writes_orders(zhao, lin, bj):
    draft = make_draft(by=lin, store=bj)
    with pytest.raises(NotAuthorised):
        sales.place_order(draft=draft, store=bj, by=zhao, now=NOW)
    assert not SalesOrder.objects.exists()


def test_an_order_without_a_car_waits_for_one(lin, bj):
    order = place(lin, bj, trim=make_trim(), items=())
    assert (order.vehicle, order.status) == (None, "submitted")
    sales.confirm_order(order=order, by=lin, now=NOW)
    car = make_sold_vehicle(bj)
    sales.allocate_vehicle(order=order, vehicle=car, by=lin, now=NOW)
    assert inventory.find_lock(vehicle_id=car.pk, now=NOW).holder_number == order.number


@pytest.mark.feature("ORD-07")
def test_a_draft_is_changed_and_a_stale_page_is_refused(lin, bj):
    order = make_order(by=lin, now=NOW)
    draft = make_draft(
        by=lin, store=bj, vehicle=order.vehicle, customer=order.customer,
        amount_price=Decimal(179000),
    )  # fmt: skip
    sales.edit_order(order=order, draft=draft, by=lin, version=1)
    with pytest.raises(StaleDocument):
        sales.edit_order(order=order, draft=draft, by=lin, version=1)
    order = reload(order)
    assert (order.amount_total, order.version) == (Decimal("179980.00"), 2)
    assert order.lines.count() == 2


def test_a_submitted_order_is_not_edited(lin, bj):
    order = make_submitted_order(by=lin, now=NOW)
    draft = make_draft(by=lin, store=bj, vehicle=order.vehicle, amount_price=Decimal(1))
    with pytest.raises(Exception, match="已提交"):
        sales.edit_order(order=order, draft=draft, by=lin)
    assert reload(order).amount_total == order.amount_total

"""Money, holds and papers of an order where two things happen that seldom meet."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from marque.billing import api as billing
from marque.billing.testing import make_confirmed_receipt, make_receipt
from marque.foundation.notifications.models import Notification
from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused, InvalidInput
from marque.sales import api as sales
from marque.sales.models import SalesOrder
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_delivered_order,
    make_draft,
    make_issued_order,
    make_sold_vehicle,
    reload,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def test_a_deposit_that_comes_after_the_hold_ran_out_keeps_the_vehicle(lin, bj):
    order = make_confirmed_order(by=lin)
    car, later = order.vehicle, timezone.now() + timedelta(days=30)
    receipt = make_receipt(order, order.amount_deposit_due, by=lin, kind="earnest", now=later)
    billing.confirm_receipt(receipt=receipt, by=cashier_of(bj), now=later)
    lock = inventory.find_lock(vehicle_id=car.pk, now=later)
    assert (lock.holder_number, lock.expires_at) == (order.number, None)
    assert reload(order).vehicle_id == car.pk
    assert not Notification.objects.filter(title__contains="锁车到期").exists()


def test_money_of_a_car_that_left_is_not_paid_back(lin, bj):
    order, cashier = make_issued_order(by=lin), cashier_of(bj)
    receipt = billing.Receipt.objects.order_by("pk").first()
    refund = billing.request_refund(
        receipt=receipt, amount=Decimal(100), reason="多收", by=cashier, now=NOW
    )
    with pytest.raises(GuardRefused, match="已出库"):
        billing.pay_refund(refund=refund, by=cashier, now=NOW)
    refund.refresh_from_db()
    assert (refund.status, reload(order).amount_open) == ("pending", 0)


def test_the_invoice_of_accessories_is_not_reversed_alone(lin, bj):
    make_delivered_order(by=lin)
    ordinary = billing.Invoice.objects.get(kind="ordinary")
    with pytest.raises(GuardRefused, match="已出库"):
        billing.reverse_invoice(invoice=ordinary, reason="抬头有误", by=cashier_of(bj), now=NOW)
    ordinary.refresh_from_db()
    assert ordinary.status == "issued"


def test_what_is_forfeited_comes_from_earnest_money(lin, li, bj):
    order, cashier = make_confirmed_order(by=lin), cashier_of(bj)
    first = make_confirmed_receipt(order, Decimal(8000), by=lin, cashier=cashier, kind="prepayment")
    earnest = make_confirmed_receipt(order, Decimal(5000), by=lin, cashier=cashier, kind="earnest")
    sales.cancel_order(
        order=order,
        cancellation=sales.Cancellation(reason="客户放弃", deposit="forfeit"),
        by=li,
        now=NOW,
    )
    first.refresh_from_db()
    earnest.refresh_from_db()
    assert (first.amount_forfeited, first.amount_refunded) == (0, 8000)
    assert (earnest.amount_forfeited, earnest.amount_refunded) == (5000, 0)


def test_an_order_too_large_for_the_books_is_refused(lin, bj, monkeypatch):
    monkeypatch.setattr("marque.catalog.api.find_list_price", lambda **_: None)
    most = Decimal("999999999999.99")
    draft = make_draft(by=lin, store=bj, amount_price=most, amount_list=most)
    with pytest.raises(InvalidInput, match="过大"):
        sales.create_order(draft=draft, store=bj, by=lin, now=NOW)


def test_swapping_locks_both_vehicles_in_one_statement(lin, li, bj):
    order, new = make_confirmed_order(by=lin), make_sold_vehicle(bj)
    with CaptureQueriesContext(connection) as queries:
        sales.allocate_vehicle(order=order, vehicle=new, by=li, now=NOW)
    first = next(
        q["sql"]
        for q in queries
        if "inventory_vehicle" in q["sql"]
        and "FOR UPDATE" in q["sql"]
        and "sales_salesorder" not in q["sql"]
    )
    assert "IN (" in first
    assert "ORDER BY" in first


def test_an_order_is_found_by_its_contract_whatever_the_pattern(lin, bj):
    order = make_confirmed_order(by=lin)
    SalesOrder.objects.filter(pk=order.pk).update(contract_number="HT-ABC-7")
    found = billing.find_payable("ht-abc-7", user=lin, store=bj)
    assert found.number == order.number

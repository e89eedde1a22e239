"""Order to cash, told as the trade tells it: one car from the factory to its customer."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from marque.accounting import api as accounting
from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.billing.testing import make_confirmed_receipt, make_receipt
from marque.foundation.attachments.testing import attach_photo
from marque.inventory import api as inventory
from marque.kernel.errors import DomainError
from marque.sales import api as sales
from marque.sales.queries.orders import list_vouchers_of
from marque.sales.testing import (
    cashier_of,
    keeper_of,
    make_draft,
    make_issued_order,
    make_sold_vehicle,
    reload,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture(autouse=True)
def book(bj, he):
    return open_demo_book(bj.company, by=he)


def balance(book, code):
    """Debit minus credit of an account and all below it."""
    lines = accounting.VoucherLine.objects.filter(
        account__book=book, account__code__startswith=code, voucher__status="posted"
    )
    return sum((line.amount_debit - line.amount_credit for line in lines), Decimal(0))


def books_agree(book, company):
    """The ledger balances, and the stock account says what the stock is worth."""
    assert accounting.is_ledger_balanced(book)
    assert inventory.sum_stock_value(company_id=company.pk) == balance(book, "1405.01")


def the_car(bj):
    """The car of the worked month in the domain reference: it cost ¥138,938.05."""
    return make_sold_vehicle(
        bj, amount_cost=Decimal("138938.05"), amount_input_vat=Decimal("18061.95"), days=10
    )


@pytest.mark.feature("BAS-14")
def test_the_discount_decides_who_may_confirm(lin, li, hq, bj, book):
    # 林晓彤 signs at ¥158,900 against a list price of ¥181,600: 12.5 % discount.
    draft = make_draft(
        by=lin, store=bj, vehicle=the_car(bj), items=(), amount_price=Decimal("158900.00")
    )
    order = sales.place_order(draft=draft, store=bj, by=lin, now=NOW)
    # Neither her 2 % nor 李经理's 5 % cover that; headquarters may.
    for person in (lin, li):
        with pytest.raises(DomainError, match="超出您的权限"):
            sales.confirm_order(order=order, by=person, now=NOW)
    assert reload(order).status == "submitted"
    assert sales.confirm_order(order=order, by=hq, now=NOW).status == "confirmed"


@pytest.mark.feature("ORD-36")
def test_a_car_is_ordered_paid_invoiced_and_handed_over(lin, bj, book):
    cashier, keeper = cashier_of(bj), keeper_of(bj)
    car = the_car(bj)
    draft = make_draft(by=lin, store=bj, vehicle=car, items=(), amount_price=Decimal("181600.00"))
    order = sales.place_order(draft=draft, store=bj, by=lin, now=NOW)
    order = sales.confirm_order(order=order, by=lin, now=NOW)

    # The customer pays ¥5,000 定金 by card; it counts when 何静 has confirmed it.
    receipt = make_receipt(order, "5000", kind="earnest", method="card", by=lin, now=NOW)
    assert reload(order).amount_received == 0
    billing.confirm_receipt(receipt=receipt, by=cashier, now=NOW)
    assert reload(order).amount_received == Decimal("5000.00")
    assert inventory.find_lock(vehicle_id=car.pk, now=NOW).expires_at is None
    assert balance(book, "2203") == Decimal("-5000.00")

    # Before the rest is paid the car neither gets an invoice nor leaves the yard.
    with pytest.raises(DomainError, match="未到账"):
        sales.issue_sales_invoice(order=order, by=cashier, now=NOW)
    with pytest.raises(DomainError, match="不能出库"):
        sales.outbound_order(order=order, by=keeper, now=NOW)
    make_confirmed_receipt(order, "176600", by=lin, cashier=cashier, now=NOW)
    with pytest.raises(DomainError, match="尚未开票"):
        sales.outbound_order(order=order, by=keeper, now=NOW)

    # Invoice: 13 % VAT on 181,600.00 is 20,892.04, the net price 160,707.96.
    invoice = sales.issue_sales_invoice(order=order, by=cashier, now=NOW)
    assert (invoice.amount_net, invoice.amount_vat) == (
        Decimal("160707.96"),
        Decimal("20892.04"),
    )
    assert balance(book, "2221.01.02") == Decimal("-20892.04")

    # The keeper issues the car: its own cost leaves the stock account.
    sales.outbound_order(order=order, by=keeper, now=NOW)
    assert balance(book, "5401.01") == Decimal("138938.05")
    books_agree(book, bj.company)

    # Handover: every point checked, the customer signs, revenue is booked.
    order = reload(order)
    sheet = sales.HandoverSheet(signed_name=order.customer.name, mileage_km=12)
    with pytest.raises(DomainError, match="交车清单还有 9 项"):
        sales.deliver_order(order=order, sheet=sheet, by=lin, now=NOW)
    sales.tick_handover_items(order=order, positions=set(range(1, 10)), by=lin, now=NOW)
    attach_photo(order, by=lin)
    sales.deliver_order(order=order, sheet=sheet, by=lin, now=NOW)

    order = reload(order)
    assert order.status == "delivered"
    assert order.vehicle.status == inventory.VehicleStatus.SOLD
    assert balance(book, "5001.01") == Decimal("-160707.96")
    assert balance(book, "2203") == 0
    assert balance(book, "1002") == Decimal("181600.00")
    books_agree(book, bj.company)
    assert {v.rule.code for v in list_vouchers_of(order)} == {
        "billing.deposit_received",
        "billing.balance_received",
        "sales.vehicle_invoiced",
        "sales.cost_of_vehicle",
        "sales.vehicle_sold",
    }


@pytest.mark.feature("ORD-16")
def test_the_customer_walks_away_after_outbound(lin, li, bj, book):
    order = make_issued_order(by=lin, now=NOW)
    sales.cancel_order(
        order=order,
        cancellation=sales.Cancellation(reason="客户改买他牌"),
        by=li,
        now=NOW,
    )
    order = reload(order)
    car = order.vehicle
    assert (order.status, order.amount_received, order.invoiced_on) == ("cancelled", 0, None)
    assert car.status == inventory.VehicleStatus.IN_STOCK
    assert inventory.find_lock(vehicle_id=car.pk, now=NOW) is None
    for code in ("2203", "1002", "2221.01.02", "5401", "5001"):
        assert balance(book, code) == 0
    books_agree(book, bj.company)

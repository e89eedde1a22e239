"""Receipts, refunds and invoices: what counts, what is refused, what the books say."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.billing.models import Receipt
from marque.billing.testing import make_confirmed_receipt, make_receipt, money
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import GuardRefused, InvalidInput, InvalidTransition, NotAuthorised
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_invoiced_order,
    make_submitted_order,
    reload,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def book(bj, he):
    return open_demo_book(bj.company, by=he)


NOW = timezone.now()


def register(order, by, amount="5000", **fields):
    return billing.register_receipt(
        payable_type="sales.salesorder",
        payable_id=order.pk,
        money=money(amount, now=NOW, **fields),
        by=by,
        now=NOW,
    )


@pytest.mark.feature("FIN-01")
def test_a_receipt_says_all_that_the_trade_asks(lin):
    order = make_confirmed_order(by=lin)
    receipt = register(
        order, lin, kind="earnest", method="card", currency="USD",
        rate_exchange=Decimal("7.1"), bank_reference="POS 0012",
    )  # fmt: skip
    assert receipt.number.startswith("SJ")
    assert (receipt.amount, receipt.amount_original) == (Decimal("35500.00"), Decimal("5000.00"))
    assert (receipt.handler, receipt.payable_number) == (lin, order.number)
    assert not accounting.vouchers_for("billing.receipt", receipt.pk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "0"}, "大于零"),
        ({"amount": "-5"}, "大于零"),
        ({"amount": "99999999"}, "不能多收"),
        ({"kind": "gift"}, "款项"),
        ({"method": "barter"}, "收款方式"),
        ({"rate_exchange": Decimal(2)}, "汇率"),
    ],
)
def test_bad_money_is_refused_and_nothing_is_written(lin, fields, sentence):
    order = make_confirmed_order(by=lin)
    with pytest.raises(InvalidInput, match=sentence):
        register(order, lin, **fields)
    assert not Receipt.objects.exists()


def test_money_of_tomorrow_is_refused(lin):
    order = make_confirmed_order(by=lin)
    tomorrow = money("5000", now=NOW + timedelta(days=1))
    with pytest.raises(InvalidInput, match="晚于今天"):
        billing.register_receipt(
            payable_type="sales.salesorder", payable_id=order.pk, money=tomorrow, by=lin, now=NOW
        )


def test_no_money_before_the_order_is_confirmed(lin):
    order = make_submitted_order(by=lin)
    with pytest.raises(GuardRefused, match="不能收款"):
        register(order, lin)
    assert not Receipt.objects.exists()


@pytest.mark.feature("FIN-22")
def test_the_cashier_confirms_and_the_consultant_knows(lin, bj, book):
    order = make_confirmed_order(by=lin)
    receipt = register(order, lin, kind="earnest", method="cash")
    with pytest.raises(NotAuthorised):
        billing.confirm_receipt(receipt=receipt, by=lin, now=NOW)
    assert reload(order).amount_received == 0
    billing.confirm_receipt(receipt=receipt, by=cashier_of(bj), now=NOW)
    assert reload(order).amount_received == Decimal("5000.00")
    assert Notification.objects.filter(user=lin, title__contains="到账").exists()
    voucher = accounting.vouchers_for("billing.receipt", receipt.pk).get()
    lines = {ln.account.code: ln.amount_debit - ln.amount_credit for ln in voucher.lines.all()}
    assert lines == {"1001": Decimal("5000.00"), "2203": Decimal("-5000.00")}


def test_a_receipt_is_confirmed_once(lin, bj):
    order = make_confirmed_order(by=lin)
    receipt = make_confirmed_receipt(order, "5000", by=lin, cashier=cashier_of(bj))
    with pytest.raises(InvalidTransition):
        billing.confirm_receipt(receipt=receipt, by=cashier_of(bj), now=NOW)
    assert reload(order).amount_received == Decimal("5000.00")


def test_a_confirmed_receipt_is_unalterable_even_for_sql(lin, bj):
    order = make_confirmed_order(by=lin)
    receipt = make_confirmed_receipt(order, "5000", by=lin, cashier=cashier_of(bj))
    rows = Receipt.objects.filter(pk=receipt.pk)
    for change in (
        {"amount": 1},
        {"method": "cash", "paid_on": "2026-01-01"},
        {"status": "voided"},
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.delete()


@pytest.mark.feature("FIN-02")
def test_a_refund_is_paid_once_asked_for_and_never_exceeds_what_came(lin, he, bj, book):
    order = make_confirmed_order(by=lin)
    receipt = make_confirmed_receipt(order, "5000", by=lin, cashier=he)
    with pytest.raises(InvalidInput, match="不能超过实收"):
        billing.request_refund(
            receipt=receipt, amount=Decimal("5000.01"), reason="多收", by=he, now=NOW
        )
    refund = billing.request_refund(
        receipt=receipt, amount=Decimal(2000), reason="多收", by=he, now=NOW
    )
    with pytest.raises(InvalidInput, match=r"3,000\.00"):
        billing.request_refund(
            receipt=receipt, amount=Decimal("3000.01"), reason="多收", by=he, now=NOW
        )
    assert reload(order).amount_received == Decimal("5000.00")
    billing.pay_refund(refund=refund, by=he, now=NOW)
    with pytest.raises(InvalidTransition):
        billing.pay_refund(refund=refund, by=he, now=NOW)
    assert reload(order).amount_received == Decimal("3000.00")
    assert accounting.is_ledger_balanced(book)


def test_an_unconfirmed_receipt_is_not_refunded(lin, he):
    receipt = make_receipt(make_confirmed_order(by=lin), "5000", by=lin)
    with pytest.raises(GuardRefused, match="未经财务确认"):
        billing.request_refund(receipt=receipt, amount=Decimal(1), reason="x", by=he, now=NOW)


@pytest.mark.feature("FIN-04")
def test_the_invoice_splits_the_price_and_is_answered_in_red(lin, he):
    make_invoiced_order(by=lin)
    invoice = billing.Invoice.objects.get()
    assert (invoice.amount_net, invoice.amount_vat) == (
        Decimal("157522.12"),
        Decimal("20477.88"),
    )
    assert (len(invoice.tax_number), invoice.content["type_code"]) == (20, "83")
    with pytest.raises(InvalidInput, match="原因"):
        billing.reverse_invoice(invoice=invoice, reason=" ", by=he, now=NOW)
    red = billing.reverse_invoice(invoice=invoice, reason="抬头有误", by=he, now=NOW)
    assert (red.amount_total, red.reverses) == (-invoice.amount_total, invoice)
    with pytest.raises(GuardRefused, match="红字发票"):
        billing.reverse_invoice(invoice=red, reason="x", by=he, now=NOW)
    assert billing.Invoice.objects.count() == 2

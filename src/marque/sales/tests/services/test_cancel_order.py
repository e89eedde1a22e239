"""What becomes of the money when the dealer breaks the contract; papers of what is no more."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.billing.models import Refund
from marque.billing.testing import make_confirmed_receipt, make_receipt
from marque.foundation.documents.printing import render_pdf
from marque.kernel.errors import InvalidInput, StaleDocument
from marque.sales import api as sales
from marque.sales.queries.papers import VOID, contract_data, handover_data
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_deposit_order,
    make_issued_order,
    make_paid_order,
    reload,
)
from marque.sales.views.prints import TYPST

pytestmark = pytest.mark.django_db

NOW = timezone.now()
ORDER = "sales.salesorder"


def cancel(order, by, deposit="double"):
    cancellation = sales.Cancellation(reason="厂家停产，无法交车", deposit=deposit)
    return sales.cancel_order(order=order, cancellation=cancellation, by=by, now=NOW)


def total(book, code):
    lines = accounting.VoucherLine.objects.filter(
        account__book=book, account__code__startswith=code, voucher__status="posted"
    )
    return sum(line.amount_debit - line.amount_credit for line in lines)


@pytest.mark.feature("ORD-15")
def test_a_dealer_in_default_returns_the_earnest_money_twice(lin, li, book):
    order = make_paid_order(by=lin)
    bank = total(book, "1002") + total(book, "1001")
    cancel(order, li)
    order = reload(order)
    assert (order.status, order.amount_received) == ("cancelled", 0)
    refunds = list(Refund.objects.of_payable(ORDER, order.pk))
    (penalty,) = [refund for refund in refunds if refund.is_penalty]
    assert (penalty.amount, penalty.status) == (Decimal("5000.00"), "paid")
    assert sum(r.amount for r in refunds) == order.amount_total + 5000
    assert total(book, "5711") == 5000
    assert total(book, "2203") == 0
    after = total(book, "1002") + total(book, "1001")
    assert bank - after == order.amount_total + 5000
    assert accounting.is_ledger_balanced(book)
    account = billing.account_for(ORDER, order.pk, amount_due=order.amount_total)
    assert (account.amount_returned, account.amount_penalty) == (order.amount_total, 5000)


def test_a_prepayment_is_never_returned_twice(lin, li, bj):
    order = make_confirmed_order(by=lin)
    make_confirmed_receipt(order, "5000", kind="prepayment", by=lin, cashier=cashier_of(bj))
    with pytest.raises(InvalidInput, match="没有已到账的定金，不能双倍返还"):
        cancel(order, li)
    assert reload(order).status == "confirmed"


def test_earnest_money_above_a_fifth_is_returned_once(lin, li, bj):
    order = make_confirmed_order(by=lin)
    make_confirmed_receipt(order, "50000", kind="earnest", by=lin, cashier=cashier_of(bj))
    cancel(order, li)
    (penalty,) = Refund.objects.filter(payable_id=order.pk, is_penalty=True)
    assert penalty.amount == (order.amount_total / 5).quantize(Decimal("0.01"))


def test_paying_back_changes_the_version_of_the_order(lin, bj):
    order = make_deposit_order(by=lin)
    before = reload(order).version
    receipt = billing.list_receipts(ORDER, order.pk).get()
    cashier = cashier_of(bj)
    refund = billing.request_refund(receipt=receipt, amount=100, reason="多付", by=cashier, now=NOW)
    billing.pay_refund(refund=refund, by=cashier, now=NOW)
    assert reload(order).version == before + 1
    with pytest.raises(StaleDocument):
        reload(order).check_version(before)


@pytest.mark.parametrize("paper", ["contract", "handover"])
def test_the_papers_of_a_cancelled_order_say_so(lin, li, paper):
    order = make_issued_order(by=lin)
    data_of = {"contract": contract_data, "handover": handover_data}[paper]
    assert data_of(reload(order), user=li, now=NOW)["void"] == ""
    cancel(order, li, deposit="return")
    data = data_of(reload(order), user=li, now=NOW)
    assert data["void"] == VOID
    marked = render_pdf(TYPST / f"{paper}.typ", data)
    assert len(marked) > len(render_pdf(TYPST / f"{paper}.typ", {**data, "void": ""}))


def test_a_receipt_that_waits_is_void_and_nothing_is_paid_for_it(lin, li):
    order = make_confirmed_order(by=lin)
    make_receipt(order, "5000", kind="earnest", by=lin)
    with pytest.raises(InvalidInput, match="不能双倍返还"):
        cancel(order, li)

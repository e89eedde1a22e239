"""Pages of billing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marque.accounting.testing import open_demo_book
from marque.billing.models import Invoice, Receipt, Refund
from marque.billing.testing import make_confirmed_receipt, make_receipt
from marque.sales.testing import make_confirmed_order, make_invoiced_order, reload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def book(bj, he):
    return open_demo_book(bj.company, by=he)


def url(name, store="bj", **kwargs):
    return reverse(f"billing:{name}", kwargs={"store": store, **kwargs})


@pytest.fixture
def order(lin):
    return make_confirmed_order(by=lin)


def test_the_cashier_scans_registers_confirms_and_prints(client, he, order):
    client.force_login(he)
    assert client.get(url("cashier")).status_code == 200
    missing = client.get(url("receipt_create"), {"payable": "SO9999-0001"}).content.decode()
    assert "没有找到" in missing
    # The contract number finds the order as well as its own.
    form_url = f"{url('receipt_create')}?payable={order.contract_number}"
    assert order.number in client.get(form_url).content.decode()
    data = {"kind": "earnest", "amount": "5,000", "method": "scan", "paid_on": "t",
            "currency": "CNY", "rate_exchange": "1"}  # fmt: skip
    client.post(form_url, data)
    receipt = Receipt.objects.get()
    assert receipt.number in client.get(url("cashier")).content.decode()
    client.post(url("receipt_confirm", number=receipt.number), {"next": "cashier"})
    receipt.refresh_from_db()
    assert receipt.status == "confirmed"
    slip = client.get(url("receipt_print", number=receipt.number))
    assert slip.content.startswith(b"%PDF")
    assert client.get(url("receipt_detail", number=receipt.number)).status_code == 200


def test_a_wrong_amount_stays_on_the_form(client, he, order):
    client.force_login(he)
    data = {"kind": "balance", "amount": "9999999", "method": "scan", "paid_on": "t",
            "currency": "CNY", "rate_exchange": "1"}  # fmt: skip
    answer = client.post(f"{url('receipt_create')}?payable={order.number}", data)
    assert answer.status_code == 422
    assert "不能多收" in answer.content.decode()
    assert not Receipt.objects.exists()


def test_lists(client, he, lin):
    make_invoiced_order(by=lin)
    client.force_login(he)
    for name in ("receipt_list", "invoice_list", "refund_list"):
        assert client.get(url(name)).status_code == 200
    assert Invoice.objects.get().tax_number in client.get(url("invoice_list")).content.decode()


def test_voiding_asks_for_a_reason(client, he, lin, order):
    receipt = make_receipt(order, "5000", by=lin)
    client.force_login(he)
    void = url("receipt_void", number=receipt.number)
    assert client.post(void, {"reason": ""}).status_code == 422
    client.post(void, {"reason": "未到账"})
    receipt.refresh_from_db()
    assert receipt.status == "voided"


def test_refund_by_its_pages(client, he, lin, order):
    receipt = make_confirmed_receipt(order, "5000", by=lin, cashier=he)
    client.force_login(he)
    client.post(url("refund_create", number=receipt.number), {"amount": "1000", "reason": "多收"})
    refund = Refund.objects.get()
    assert client.get(url("refund_detail", number=refund.number)).status_code == 200
    client.post(url("refund_pay", number=refund.number))
    refund.refresh_from_db()
    assert refund.status == "paid"
    assert reload(order).amount_received == 4000


def test_an_invoice_is_reversed_by_its_page(client, he, lin):
    order = make_invoiced_order(by=lin)
    invoice = Invoice.objects.get()
    client.force_login(he)
    assert client.get(url("invoice_detail", number=invoice.number)).status_code == 200
    answer = client.post(
        url("invoice_reverse", number=invoice.number), {"reason": "抬头有误"}, follow=True
    )
    assert answer.status_code == 200
    assert reload(order).invoiced_on is None


def test_a_consultant_registers_but_does_not_confirm(client, lin, order):
    receipt = make_receipt(order, "5000", by=lin)
    client.force_login(lin)
    assert client.get(url("receipt_detail", number=receipt.number)).status_code == 200
    assert client.post(url("receipt_confirm", number=receipt.number)).status_code == 403
    assert client.get(url("cashier")).status_code == 403

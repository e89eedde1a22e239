"""Finance, as the feature list asks for it: money, invoices and the ledger, by the pages."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.testing import make_draft, open_demo_book
from marque.accountsets.plans import in_bulk
from marque.billing.models import Invoice, Receipt, Refund
from marque.billing.testing import make_confirmed_receipt
from marque.catalog.testing import make_brand, make_series, make_trim
from marque.inventory import api as inventory
from marque.organisation.models import Company
from marque.organisation.testing import make_user
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_delivered_order,
    make_invoiced_order,
    make_paid_order,
    reload,
)
from tests.features.desk import Desk, balance, footprint, receipt_form
from tests.features.simulated_floor import check_floor

pytestmark = pytest.mark.django_db

RENT = (("5602", "1000", "0"), ("1002", "0", "1000"))


@pytest.fixture
def book(bj, he):
    return open_demo_book(bj.company, by=he)


@pytest.fixture
def cashier(bj, book):
    return Desk(cashier_of(bj))


@pytest.fixture
def maker(bj, book):
    """钱会计, who prepares vouchers."""
    return Desk(make_user("qian", name="钱会计", store=bj, position="accountant"))


@pytest.fixture
def chief(bj, book):
    """孙经理, who reviews them and closes the month."""
    return Desk(make_user("sun", name="孙经理", store=bj, position="chief_accountant"))


@pytest.mark.feature("FIN-01")
def test_a_receipt_is_found_by_number_and_date_and_changes_the_account(lin, cashier, book):
    order = make_confirmed_order(by=lin)
    yesterday = timezone.localdate() - timedelta(days=1)
    cashier.post(
        "billing:receipt_create",
        receipt_form("1000", kind="earnest", on=f"{yesterday:%Y-%m-%d}", method="card",
                     bank_reference="POS-88012"),
        query=f"?payable={order.number}",
    )  # fmt: skip
    receipt = Receipt.objects.get()
    assert (receipt.method, receipt.currency, receipt.handler.name) == ("card", "CNY", "何静")
    assert (receipt.paid_on, receipt.payable_number) == (yesterday, order.number)
    for query in (
        {"q": receipt.number},
        {"q": "POS-88012"},
        {"by_day_from": f"{yesterday}", "by_day_to": f"{yesterday}"},
    ):
        assert receipt.number in cashier.get("billing:receipt_list", query), query
    assert receipt.number not in cashier.get("billing:receipt_list", {"q": "SK9999-0001"})

    before = balance(book, "1002")
    cashier.post("billing:receipt_confirm", number=receipt.number)
    assert balance(book, "1002") == before + 1000
    assert reload(order).amount_received == 1000


@pytest.mark.feature("FIN-01")
def test_foreign_money_counts_at_its_rate(lin, cashier):
    order = make_confirmed_order(by=lin)
    sent = receipt_form("700", kind="earnest", currency="USD", rate_exchange="7.1012")
    cashier.post("billing:receipt_create", sent, query=f"?payable={order.number}")
    receipt = Receipt.objects.get()
    assert (receipt.amount_original, receipt.amount) == (Decimal("700.00"), Decimal("4970.84"))


@pytest.mark.feature("FIN-02")
def test_a_refund_is_asked_for_then_paid_and_never_more_than_came(lin, cashier, book):
    order = make_confirmed_order(by=lin)
    receipt = make_confirmed_receipt(order, "5000", kind="earnest", by=lin, cashier=cashier.user)
    before = footprint()
    page = cashier.post(
        "billing:refund_create", {"amount": "5000.01", "reason": "多退"}, number=receipt.number
    )
    assert "最多可退" in page
    assert footprint() == before

    cashier.post(
        "billing:refund_create", {"amount": "3000", "reason": "客户减配"}, number=receipt.number
    )
    refund = Refund.objects.get()
    assert (refund.status, balance(book, "2203")) == ("pending", Decimal("-5000.00"))
    page = cashier.post(
        "billing:refund_create", {"amount": "2500", "reason": "再退"}, number=receipt.number
    )
    assert "最多可退 ¥2,000.00" in page
    cashier.post("billing:refund_pay", number=refund.number)
    assert balance(book, "2203") == Decimal("-2000.00")
    before = footprint()
    cashier.post("billing:refund_pay", number=refund.number)
    assert footprint() == before
    assert reload(order).amount_received == 2000


@pytest.mark.feature("FIN-04")
def test_the_invoice_splits_the_vat_matches_its_order_and_is_answered_in_red(lin, cashier, book):
    order = make_invoiced_order(by=lin)
    invoice = Invoice.objects.get()
    assert invoice.amount_total == Decimal("178000.00")
    assert invoice.amount_net + invoice.amount_vat == invoice.amount_total
    assert invoice.amount_vat == Decimal("20477.88")
    assert (invoice.payable_number, invoice.buyer_name) == (order.number, order.customer.name)
    assert invoice.vin == order.vehicle.vin
    page = cashier.get("billing:invoice_detail", number=invoice.number)
    assert order.number in page
    assert "壹拾柒万捌仟元整" in page
    assert "已开票" in cashier.post("sales:order_invoice", number=order.number)
    assert Invoice.objects.count() == 1

    cashier.post("billing:invoice_reverse", {"reason": "抬头有误"}, number=invoice.number)
    red = Invoice.objects.get(reverses=invoice)
    invoice.refresh_from_db()
    assert (invoice.status, red.amount_vat) == ("reversed", -invoice.amount_vat)
    assert balance(book, "2221.01.02") == 0
    assert reload(order).invoiced_on is None
    cashier.post("sales:order_invoice", number=order.number)
    assert Invoice.objects.count() == 3
    assert balance(book, "2221.01.02") == -invoice.amount_vat


@pytest.mark.feature("FIN-07")
def test_the_maker_cannot_audit_and_a_closed_month_stands_still(maker, chief, book):
    voucher = accounting.create_voucher(book=book, draft=make_draft(*RENT), by=maker.user)
    maker.post("accounting:voucher_move", pk=voucher.pk, move="review")
    voucher.refresh_from_db()
    assert voucher.status == "submitted"
    for move in ("review", "post"):
        chief.post("accounting:voucher_move", pk=voucher.pk, move=move)
    voucher.refresh_from_db()
    assert (voucher.status, voucher.reviewed_by) == ("posted", chief.user)

    january = book.periods.get(year=2026, month=1)
    chief.post("accounting:period_close", pk=january.pk)
    january.refresh_from_db()
    assert january.status == "closed"
    before = footprint()
    typed = {
        "word": "记",
        "voucher_on": "2026-01-15",
        "attachments_count": "0",
        "line_summary": ["补记", "补记"],
        "line_account": ["5602", "1002"],
        "line_dimensions": ["", ""],
        "line_debit": ["100", ""],
        "line_credit": ["", "100"],
    }
    page = maker.post("accounting:voucher_create", typed)
    assert "结账" in page
    unequal = typed | {"voucher_on": "2026-11-15", "line_credit": ["", "99"]}
    assert "借贷不平" in maker.post("accounting:voucher_create", unequal)
    assert footprint() == before


@pytest.mark.feature("FIN-07")
def test_not_even_sql_changes_a_posted_voucher(lin, book):
    make_paid_order(by=lin)
    line = accounting.VoucherLine.objects.filter(voucher__status="posted").first()
    for statement in (
        "UPDATE accounting_voucherline SET amount_debit = amount_debit + 1 WHERE id = %s",
        "DELETE FROM accounting_voucherline WHERE id = %s",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [line.pk])


@pytest.mark.feature("FIN-08")
def test_the_trial_balance_of_a_simulated_fortnight_is_zero_and_drills_down(seeded, monkeypatch):
    from marque.accountsets.services.hooks import make_administrator
    from marque.organisation.testing import PASSWORD
    from marque.simulation import days, world
    from marque.simulation.days import Days

    monkeypatch.setattr(world, "_import_catalogue", _small_catalogue)
    monkeypatch.setattr(days, "START_STOCK", 8)
    last = timezone.localdate() - timedelta(days=1)
    first = last - timedelta(days=13)
    make_administrator(username="admin", password=PASSWORD, on=first.replace(day=1))()
    rooms = world.build_group(opened_on=first.replace(day=1), say=lambda _text: None)
    with in_bulk():
        for _done in Days(rooms).live(first, last):
            pass
    check_floor(rooms, first, last)
    vouchers = accounting.Voucher.objects.filter(status="posted")
    assert vouchers.count() > 50
    for company in Company.objects.filter(stores__isnull=False).distinct():
        book = accounting.Book.objects.get(company=company)
        table = accounting.trial_balance(book, starts_on=first.replace(day=1), ends_on=last)
        assert table.is_balanced
        assert accounting.is_ledger_balanced(book)
        assert inventory.sum_stock_value(company_id=company.pk) == balance(book, "1405.01")
        for code in ("1405.01", "2203", "5001"):
            assert table.at(code) is not None, code
    room = rooms[0]
    accountant = Desk(make_user("S0131", store=room.store), store=room.store.code)
    page = accountant.get("accounting:trial_balance", {"period": f"{last:%Y-%m}"})
    assert "试算平衡" in page
    assert accountant.url("accounting:account_ledger", code="5001") in page
    ledger = accountant.get("accounting:account_ledger", {"period": f"{last:%Y-%m}"}, code="2203")
    received = vouchers.filter(
        book__company=room.store.company, rule__code="billing.deposit_received",
        voucher_on__year=last.year, voucher_on__month=last.month,
    )  # fmt: skip
    # The book is the company's: its ledger leads to the vouchers of all its stores.
    assert {voucher.store.code for voucher in received} == {"bj", "cx"}
    for voucher in received:
        accountant.store = voucher.store.code
        there = accountant.url("accounting:voucher_detail", pk=voucher.pk)
        assert there in ledger
    for voucher in (received.first(), received.last()):
        accountant.store = voucher.store.code
        page = accountant.get("accounting:voucher_detail", pk=voucher.pk)
        assert voucher.source_number in page
        assert accountant.url("billing:receipt_detail", number=voucher.source_number) in page


def _small_catalogue(_by):
    for name in ("BYD", "XPeng", "NIO"):
        series = make_series("X7", brand=make_brand(name, name_en=name))
        for number in range(3):
            make_trim(f"版本 {number}", series=series, msrp=None)


@pytest.mark.feature("FIN-09")
def test_every_document_of_a_sale_leads_to_its_voucher_and_back(lin, chief, book):
    make_delivered_order(by=lin)
    for voucher in accounting.Voucher.objects.filter(rule__isnull=False):
        page = chief.get("accounting:voucher_detail", pk=voucher.pk)
        assert voucher.source_number in page
        source = accounting.Source(
            type=voucher.source_type, id=voucher.source_id, number=voucher.source_number, store="bj"
        )
        from marque.accounting.sources import url_of

        address = url_of(source)
        assert address, voucher.source_type
        assert address in page
        assert chief.client.get(address).status_code == 200, address


@pytest.mark.feature("PLT-23")
def test_a_new_vat_rate_counts_from_its_day_and_old_invoices_keep_theirs(lin, chief, cashier, book):
    old = make_invoiced_order(by=lin)
    first = Invoice.objects.get()
    today = timezone.localdate()
    chief.post(
        "accounting:tax_rate_list",
        {"code": "VAT_GOODS", "rate": "12", "valid_from": f"{today}", "source": "财政部公告"},
    )
    assert accounting.rate_on("VAT_GOODS", today) == Decimal("0.12")
    assert accounting.rate_on("VAT_GOODS", today - timedelta(days=1)) == Decimal("0.13")
    order = make_paid_order(by=lin)
    cashier.post("sales:order_invoice", number=order.number)
    new = Invoice.objects.exclude(pk=first.pk).get()
    assert (new.rate_vat, new.amount_vat) == (Decimal("0.12"), Decimal("19071.43"))
    first.refresh_from_db()
    assert (first.rate_vat, first.amount_vat) == (Decimal("0.13"), Decimal("20477.88"))
    assert reload(old).invoiced_on

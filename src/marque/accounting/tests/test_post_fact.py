from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from marque.accounting import api as accounting
from marque.accounting.models import PostingRule, Voucher, VoucherCounter, VoucherLine
from marque.accounting.testing import make_fact
from marque.kernel.errors import GuardRefused, InvalidInput, PeriodClosed, Unbalanced

pytestmark = pytest.mark.django_db
D = Decimal


def deposit(book, **changes):
    return make_fact("billing.deposit_received", book=book, **changes)


def lines_of(voucher):
    return [
        (line.account.code, line.amount_debit, line.amount_credit)
        for line in voucher.lines.select_related("account")
    ]


@pytest.mark.feature("FIN-09")
def test_a_fact_becomes_a_posted_voucher_that_names_its_document(book, qian, bj):
    voucher = accounting.post(deposit(book, store=bj), by=qian)
    assert lines_of(voucher) == [("1002", D(5000), D(0)), ("2203", D(0), D(5000))]
    assert (voucher.status, voucher.full_number, voucher.source_number) == (
        "posted",
        "记-0001",
        "SO2611-0001",
    )
    assert voucher.is_automatic
    assert voucher.rule.code == "billing.deposit_received"
    assert list(accounting.vouchers_for("sales.salesorder", 1)) == [voucher]


def test_the_method_of_payment_decides_between_till_and_bank(book, qian):
    voucher = accounting.post(deposit(book, amounts={"cash": D(800)}), by=qian)
    assert lines_of(voucher)[0] == ("1001", D(800), D(0))
    assert voucher.lines.first().cash_flow_item == "1"


def test_posting_the_same_fact_twice_returns_the_first_and_leaves_no_gap(book, qian):
    first = accounting.post(deposit(book), by=qian)
    assert accounting.post(deposit(book), by=qian) == first
    assert accounting.post(deposit(book, source_id=2), by=qian).number == 2
    assert accounting.post(deposit(book, occurrence=2), by=qian).number == 3
    assert Voucher.objects.count() == 3


def test_five_queries(book, qian, django_assert_num_queries):
    fact = deposit(book)
    with django_assert_num_queries(5):
        accounting.post(fact, by=qian)


def test_dimensions_are_those_the_account_asks_for(book, qian):
    voucher = accounting.post(
        make_fact(
            "inventory.vehicle_purchased",
            book=book,
            amounts={"net": D(100), "vat": D(13)},
            dimensions={"vin": "LSVAA4182E2123456", "supplier": "云和汽车", "customer": ""},
        ),
        by=qian,
    )
    assert [line.dimensions for line in voucher.lines.all()] == [
        {"vin": "LSVAA4182E2123456"},
        {},
        {"supplier": "云和汽车"},
    ]


@pytest.mark.parametrize(
    ("rule", "error"), [("no.such_rule", GuardRefused), ("billing.deposit_received", GuardRefused)]
)
def test_nothing_is_posted_without_a_rule_or_an_amount(book, qian, rule, error):
    with pytest.raises(error):
        accounting.post(make_fact(rule, book=book, amounts={"bank": D(0)}), by=qian)
    assert not Voucher.objects.exists()
    assert not VoucherCounter.objects.exists()


def test_a_company_without_a_book_cannot_post(bj, qian, book):
    fact = make_fact("billing.deposit_received", book=book)
    accounting.Book.objects.filter(pk=book.pk).update(company=_another_company(bj))
    with pytest.raises(GuardRefused, match="尚未建账"):
        accounting.post(fact, by=qian)


def _another_company(bj):
    return type(bj.company).objects.create(code="other", name="另一家")


def test_a_fact_that_does_not_balance_is_refused(book, qian):
    with pytest.raises(Unbalanced):
        accounting.post(
            make_fact(
                "sales.accessories_sold",
                book=book,
                amounts={"net": D(1), "vat": D(1), "gross": D(3)},
            ),
            by=qian,
        )
    assert not Voucher.objects.exists()


@pytest.mark.feature("PLT-01")
def test_before_the_opening_date_posting_is_refused(book, qian):
    with pytest.raises(InvalidInput, match="早于账套启用日期"):
        accounting.post(deposit(book, on=date(2025, 12, 31)), by=qian)
    with pytest.raises(IntegrityError), transaction.atomic():
        accounting.post(deposit(book), by=qian)
        accounting.Book.objects.filter(pk=book.pk).update(opened_on=date(2026, 12, 1))
        accounting.post(deposit(book, source_id=2, on=date(2026, 12, 3)), by=qian)
        Voucher.objects.filter(status="posted")
        Voucher.objects.create(
            book=book,
            period=accounting.FiscalPeriod.objects.get(book=book, month=11),
            number=9,
            voucher_on=date(2026, 11, 3),
            status="posted",
            kind="closing",
            is_automatic=True,
            prepared_by=qian,
        )
    assert not Voucher.objects.exists()


def test_next_year_opens_its_own_period_and_numbers(book, qian):
    accounting.post(deposit(book), by=qian)
    voucher = accounting.post(deposit(book, source_id=2, on=date(2027, 1, 2)), by=qian)
    assert (str(voucher.period), voucher.number) == ("2027-01", 1)


def test_a_closed_period_takes_no_fact(book, qian):
    accounting.FiscalPeriod.objects.filter(book=book, month=11).update(status="closed")
    with pytest.raises(PeriodClosed):
        accounting.post(deposit(book), by=qian)
    assert not Voucher.objects.exists()


def test_a_rule_may_leave_its_vouchers_to_a_reviewer(book, qian, sun):
    PostingRule.objects.filter(book=book, code="billing.deposit_received").update(
        is_auto_reviewed=False
    )
    voucher = accounting.post(deposit(book), by=qian)
    assert (voucher.status, voucher.is_automatic) == ("submitted", False)
    accounting.review_voucher(voucher=voucher, by=sun)
    assert accounting.post_voucher(voucher=voucher, by=sun).status == "posted"


def test_a_reversal_keeps_the_sides_and_turns_the_signs(book, qian):
    voucher = accounting.post(deposit(book), by=qian)
    red = accounting.reverse(
        "sales.salesorder", 1, "billing.deposit_received", on=date(2026, 12, 1), by=qian
    )
    assert lines_of(red) == [("1002", D(-5000), D(0)), ("2203", D(0), D(-5000))]
    assert red.summary == "冲销 11 月 记-0001 号凭证"
    assert red.status_label == "红字冲销"
    assert red.reverses == voucher
    again = accounting.reverse(
        "sales.salesorder", 1, "billing.deposit_received", on=date(2026, 12, 1), by=qian
    )
    assert again == red
    assert accounting.post(deposit(book), by=qian) == voucher


def test_what_was_never_posted_cannot_be_reversed(book, qian):
    with pytest.raises(GuardRefused):
        accounting.reverse(
            "sales.salesorder", 9, "sales.vehicle_sold", on=date(2026, 12, 1), by=qian
        )


def _copy_lines(voucher):
    for line in voucher.lines.all():
        VoucherLine.objects.create(
            voucher=voucher,
            line_no=line.line_no + 10,
            account=line.account,
            amount_debit=line.amount_debit,
            amount_credit=line.amount_credit,
        )


@pytest.mark.parametrize(
    "sabotage",
    [
        lambda v: Voucher.objects.filter(pk=v.pk).update(voucher_on=date(2026, 11, 2)),
        lambda v: Voucher.objects.filter(pk=v.pk).delete(),
        lambda v: VoucherLine.objects.filter(voucher=v).update(summary="改"),
        lambda v: VoucherLine.objects.filter(voucher=v).delete(),
        _copy_lines,
        lambda v: Voucher.objects.filter(pk=v.pk).update(status="draft"),
    ],
)
@pytest.mark.django_db(transaction=True)
def test_the_database_keeps_a_posted_voucher_as_it_is(book, qian, sabotage):
    voucher = accounting.post(deposit(book), by=qian)
    before = lines_of(voucher)
    with pytest.raises(IntegrityError), transaction.atomic():
        sabotage(voucher)
    voucher.refresh_from_db()
    assert (lines_of(voucher), voucher.voucher_on) == (before, date(2026, 11, 20))


@pytest.mark.feature("FIN-07")
@pytest.mark.django_db(transaction=True)
def test_the_database_refuses_an_unbalanced_voucher(book, qian):
    period = accounting.FiscalPeriod.objects.get(book=book, month=11)
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        voucher = Voucher.objects.create(
            book=book,
            period=period,
            number=1,
            voucher_on=date(2026, 11, 3),
            status="submitted",
            prepared_by=qian,
        )
        for number, amount in enumerate((5, 4), start=1):
            VoucherLine.objects.create(
                voucher=voucher,
                line_no=number,
                account=book.accounts.get(code="1002"),
                amount_debit=amount if number == 1 else 0,
                amount_credit=0 if number == 1 else amount,
            )
    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        Voucher.objects.create(
            book=book,
            period=period,
            number=1,
            voucher_on=date(2026, 11, 3),
            status="submitted",
            prepared_by=qian,
        )
    assert not Voucher.objects.exists()


def test_a_parent_account_takes_no_line(book, qian):
    voucher = Voucher.objects.create(
        book=book,
        period=accounting.FiscalPeriod.objects.get(book=book, month=11),
        voucher_on=date(2026, 11, 3),
        status="draft",
        prepared_by=qian,
    )
    with pytest.raises(IntegrityError, match="not a leaf"), transaction.atomic():
        VoucherLine.objects.create(
            voucher=voucher, line_no=1, account=book.accounts.get(code="1405"), amount_debit=1
        )


def test_what_the_deferred_checks_find_is_found_inside_a_test_too(book, qian):
    accounting.post(deposit(book), by=qian)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

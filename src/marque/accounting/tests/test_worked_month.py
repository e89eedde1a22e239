"""The worked month of the domain reference (§7.3), rows 1–9, 13, 14, 26 and 27."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from marque.accounting import api as accounting
from marque.accounting.testing import make_draft, make_fact

D = Decimal
ON = date(2026, 11, 20)
OPENING = (
    ("1002", "2000000", "0"),
    ("1405.02", "50000", "0"),
    ("1601", "800000", "0"),
    ("1602", "0", "200000"),
    ("2001", "0", "1000000"),
    ("3001", "0", "1500000"),
    ("3104", "0", "150000"),
)
BY_HAND = (
    (("1123", "157000", "0"), ("1002", "0", "157000")),
    (("2202", "157000", "0"), ("1123", "0", "157000")),
    (("1002", "20416.95", "0"), ("2241.01", "0", "20416.95")),
    (("2241.01", "20416.95", "0"), ("1002", "0", "20416.95")),
    (
        ("1002", "1808", "0"),
        ("5001.02", "0", "600"),
        ("5001.03", "0", "1000"),
        ("2221.01.02", "0", "208"),
    ),
    (("5401.03", "720", "0"), ("1405.02", "0", "720")),
)
FACTS = (
    ("inventory.vehicle_purchased", {"net": D("138938.05"), "vat": D("18061.95")}),
    ("billing.deposit_received", {"bank": D("5000")}),
    ("billing.balance_received", {"bank": D("43900")}),
    ("billing.balance_received", {"bank": D("110000")}),
    ("sales.vehicle_invoiced", {"vat": D("18280.53")}),
    ("sales.vehicle_sold", {"net": D("140619.47")}),
    ("sales.cost_of_vehicle", {"cost": D("138938.05")}),
    ("billing.deposit_received", {"bank": D("3000")}),
    ("billing.deposit_forfeited", {"net": D("3000")}),
)
EXPECTED = {
    "1002": D("2006708.00"),  # 2,000,000 − 157,000 + 5,000 + 43,900 + 110,000 + 1,808 + 3,000
    "1123": D("0"),
    "1405.01": D("0"),
    "1405.02": D("49280.00"),
    "1601": D("800000"),
    "1602": D("-200000"),
    "2001": D("-1000000"),
    "2202": D("0"),
    "2203": D("0"),
    "2221.01.01": D("18061.95"),
    "2221.01.02": D("-18488.53"),
    "2241.01": D("0"),
    "3001": D("-1500000"),
    "3104": D("-150000"),
    "5001.01": D("-140619.47"),
    "5001.02": D("-600"),
    "5001.03": D("-1000"),
    "5301": D("-3000"),
    "5401.01": D("138938.05"),
    "5401.03": D("720"),
}


@pytest.fixture
def month(book, qian, sun):
    accounting.enter_opening_balances(book=book, balances=make_draft(*OPENING).lines, by=sun)
    for lines in BY_HAND:
        voucher = accounting.create_voucher(book=book, draft=make_draft(*lines, on=ON), by=qian)
        accounting.review_voucher(voucher=voucher, by=sun)
        accounting.post_voucher(voucher=voucher, by=sun)
    for number, (rule, amounts) in enumerate(FACTS, start=1):
        accounting.post(make_fact(rule, book=book, source_id=number, amounts=amounts), by=qian)
    return book


def november(book, **options):
    return accounting.trial_balance(
        book, starts_on=date(2026, 11, 1), ends_on=date(2026, 11, 30), **options
    )


@pytest.mark.feature("FIN-08")
@pytest.mark.django_db
def test_the_month_gives_the_expected_trial_balance(month):
    balance = november(month)
    closing = {row.code: row.closing for row in balance.rows if row.is_leaf}
    assert {code: amount for code, amount in EXPECTED.items() if amount} == {
        code: amount for code, amount in closing.items() if amount
    }
    assert balance.difference == 0
    assert accounting.is_ledger_balanced(month)


@pytest.mark.django_db
def test_a_parent_account_is_the_sum_of_its_children(month):
    rows = {row.code: row for row in november(month, level=1).rows}
    assert "5001.01" not in rows
    assert rows["5001"].closing == D("-142219.47")
    assert rows["2221"].closing == D("18061.95") - D("18488.53")


@pytest.mark.django_db
def test_opening_balances_stand_in_the_opening_columns_of_the_first_month(month, bj):
    first = accounting.trial_balance(month, starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    assert first.at("1002").opening == D("2000000")
    assert first.at("1002").debit == 0
    assert november(month).at("1002").opening == D("2000000")


@pytest.mark.django_db
def test_the_profit_is_carried_to_the_profit_of_the_year(month, sun):
    period = accounting.FiscalPeriod.objects.get(book=month, year=2026, month=11)
    accounting.carry_profit(period=period, by=sun)
    balance = november(month)
    assert balance.at("5001").closing == 0
    assert balance.at("5401").closing == 0
    assert balance.at("3103").closing == D("-5561.42")  # 145,219.47 − 139,658.05
    assert balance.is_balanced


@pytest.mark.django_db
def test_the_trial_balance_takes_one_query(month, django_assert_num_queries):
    with django_assert_num_queries(1):
        november(month)

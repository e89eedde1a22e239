from __future__ import annotations

from datetime import date

import pytest

from marque.accounting import api as accounting
from marque.accounting import charts
from marque.accounting.models import Account, AccountRole, PostingRule
from marque.accounting.testing import make_draft
from marque.kernel.errors import Duplicate, InvalidInput, Unbalanced
from marque.organisation.models import Company

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("standard", ["small", "asbe"])
def test_a_chart_is_whole(standard):
    chart = charts.chart(standard)
    codes = [row["code"] for row in chart["accounts"]]
    assert len(set(codes)) == len(codes)
    assert all(code.rpartition(".")[0] in codes for code in codes if "." in code)
    used = {line["role"] for rule in charts.rules().values() for line in rule["lines"]}
    assert used <= set(chart["roles"])
    for code in chart["roles"].values():
        assert code in codes
        assert not any(other.startswith(f"{code}.") for other in codes)


def test_the_small_chart_has_the_66_accounts_of_the_standard():
    assert sum("." not in row["code"] for row in charts.chart("small")["accounts"]) == 66


@pytest.mark.feature("PLT-03")
@pytest.mark.parametrize(
    ("standard", "stock", "revenue"),
    [("small", "1405.01", "5001.01"), ("asbe", "1405.01", "6001.01")],
)
def test_a_company_gets_its_book_with_chart_rules_and_administrator(
    bj, qian, sun, standard, stock, revenue
):
    book = accounting.open_book(
        company=bj.company, standard=standard, on=date(2026, 8, 1), by=sun, administrator=qian
    )
    roles = dict(AccountRole.objects.filter(book=book).values_list("role", "account__code"))
    assert (roles["VEHICLE_STOCK"], roles["VEHICLE_REVENUE"]) == (stock, revenue)
    assert [period.month for period in book.periods.all()] == [8, 9, 10, 11, 12]
    assert PostingRule.objects.filter(book=book).count() == len(charts.rules())
    assert Account.objects.filter(book=book, is_leaf=True, children__isnull=False).count() == 0
    assert book.administrator == qian


@pytest.mark.feature("PLT-03")
def test_a_company_has_one_book(book, bj, sun):
    with pytest.raises(Duplicate):
        accounting.open_book(company=bj.company, standard="asbe", on=date(2026, 8, 1), by=sun)
    assert accounting.Book.objects.get().standard == "small"


@pytest.mark.feature("PLT-03")
def test_the_administrator_of_one_company_does_not_see_the_book_of_another(book, qian, sun):
    other = Company.objects.create(code="c2", name="城西公司")
    accounting.open_book(company=other, standard="small", on=date(2026, 8, 1), by=sun)
    assert list(accounting.Book.objects.visible_to(qian)) == [book]


def test_opening_balances_are_entered_once_and_balance(book, sun):
    with pytest.raises(Unbalanced):
        accounting.enter_opening_balances(
            book=book, balances=make_draft(("1002", "5", "0"), ("3001", "0", "4")).lines, by=sun
        )
    good = make_draft(("1002", "5", "0"), ("3001", "0", "5")).lines
    assert str(accounting.enter_opening_balances(book=book, balances=good, by=sun)) == "期初"
    with pytest.raises(Duplicate):
        accounting.enter_opening_balances(book=book, balances=good, by=sun)


def test_an_unknown_standard_is_refused(bj, sun):
    with pytest.raises(InvalidInput):
        accounting.open_book(company=bj.company, standard="x", on=date(2026, 8, 1), by=sun)

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from marque.accounting import api as accounting
from marque.accounting.models import Voucher
from marque.accounting.testing import make_draft, make_fact
from marque.kernel.errors import (
    GuardRefused,
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
    PeriodClosed,
    StaleDocument,
    Unbalanced,
)

pytestmark = pytest.mark.django_db
GOOD = (("1001", "300", "0"), ("1002", "0", "300"))
RENT = (("5602", "1000", "0"), ("1002", "0", "1000"))


@pytest.fixture
def voucher(book, qian):
    return accounting.create_voucher(book=book, draft=make_draft(*RENT), by=qian)


@pytest.fixture
def posted(voucher, sun):
    accounting.review_voucher(voucher=voucher, by=sun)
    return accounting.post_voucher(voucher=voucher, by=sun)


@pytest.mark.feature("FIN-07")
def test_a_voucher_is_written_reviewed_by_another_and_posted(posted, qian, sun):
    assert posted.status == "posted"
    assert (posted.prepared_by, posted.reviewed_by, posted.posted_by) == (qian, sun, sun)
    assert posted.full_number == "记-0001"
    assert posted.amount_total == 1000


@pytest.mark.feature("FIN-07")
def test_the_maker_cannot_review_his_own(voucher, qian):
    with pytest.raises(NotAuthorised, match="制单人"):
        accounting.review_voucher(voucher=voucher, by=qian)
    voucher.refresh_from_db()
    assert (voucher.status, voucher.reviewed_by) == ("submitted", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(status="reviewed", reviewed_by=qian)


def test_nothing_is_posted_unreviewed(voucher, sun):
    with pytest.raises(InvalidTransition):
        accounting.post_voucher(voucher=voucher, by=sun)
    with pytest.raises(IntegrityError), transaction.atomic():
        Voucher.objects.filter(pk=voucher.pk).update(status="posted")


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        ((("1001", "300", "0"), ("1002", "0", "299")), Unbalanced),
        ((("1001", "300", "0"),), Unbalanced),
        ((), Unbalanced),
        ((("1001", "300", "300"), ("1002", "0", "0")), InvalidInput),
        ((("9999", "300", "0"), ("1002", "0", "300")), InvalidInput),
        ((("1405", "300", "0"), ("1002", "0", "300")), InvalidInput),
        ((("1001", "1e10", "0"), ("1002", "0", "1e10")), InvalidInput),
    ],
)
@pytest.mark.feature("FIN-07")
def test_a_wrong_voucher_is_refused_whole(book, qian, lines, error):
    with pytest.raises(error):
        accounting.create_voucher(book=book, draft=make_draft(*lines), by=qian)
    assert not Voucher.objects.exists()


def test_nobody_without_the_right_writes(book, zhao):
    with pytest.raises(NotAuthorised):
        accounting.create_voucher(book=book, draft=make_draft(*RENT), by=zhao)


def test_a_draft_may_be_unbalanced_and_has_no_number_until_it_is_submitted(book, qian):
    lines = (("1001", "300", "0"), ("1002", "0", "1"))
    draft = accounting.create_voucher(book=book, draft=make_draft(*lines), by=qian, as_draft=True)
    assert draft.number is None
    with pytest.raises(Unbalanced):
        accounting.submit_voucher(voucher=draft, by=qian)
    accounting.change_voucher(voucher=draft, draft=make_draft(*GOOD), by=qian)
    assert accounting.submit_voucher(voucher=draft, by=qian).number == 1


def test_each_word_has_its_own_numbers(book, qian):
    numbers = [
        accounting.create_voucher(book=book, draft=make_draft(*GOOD, word=word), by=qian).number
        for word in ("记", "付", "记", "收")
    ]
    assert numbers == [1, 1, 2, 1]


def test_cash_is_explained_by_its_counter_account(book, qian):
    rent = accounting.create_voucher(book=book, draft=make_draft(*RENT), by=qian)
    transfer = accounting.create_voucher(book=book, draft=make_draft(*GOOD), by=qian)
    assert [line.cash_flow_item for line in rent.lines.all()] == ["", "6"]
    assert [line.cash_flow_item for line in transfer.lines.all()] == ["", ""]


def test_only_the_preparer_changes_it_and_not_over_a_newer_version(voucher, qian, sun):
    with pytest.raises(NotAuthorised):
        accounting.change_voucher(voucher=voucher, draft=make_draft(*GOOD), by=sun)
    changed = accounting.change_voucher(
        voucher=voucher, draft=make_draft(*GOOD), by=qian, expected_version=1
    )
    assert changed.amount_total == Decimal(300)
    with pytest.raises(StaleDocument):
        accounting.change_voucher(
            voucher=voucher, draft=make_draft(*RENT), by=qian, expected_version=1
        )


def test_a_numbered_voucher_stays_in_its_month_and_word(voucher, qian):
    for draft in (make_draft(*RENT, on=date(2026, 12, 1)), make_draft(*RENT, word="付")):
        with pytest.raises(InvalidInput):
            accounting.change_voucher(voucher=voucher, draft=draft, by=qian)


def test_a_reviewed_voucher_changes_only_after_the_review_is_taken_back(voucher, qian, sun):
    accounting.review_voucher(voucher=voucher, by=sun)
    with pytest.raises(InvalidTransition):
        accounting.change_voucher(voucher=voucher, draft=make_draft(*GOOD), by=qian)
    accounting.unreview_voucher(voucher=voucher, by=sun)
    accounting.change_voucher(voucher=voucher, draft=make_draft(*GOOD), by=qian)


def test_a_void_voucher_keeps_its_number(voucher, book, qian):
    accounting.void_voucher(voucher=voucher, by=qian)
    assert accounting.create_voucher(book=book, draft=make_draft(*GOOD), by=qian).number == 2


def test_a_posted_voucher_is_reversed_in_red_and_the_red_one_is_reviewed_too(posted, qian, sun):
    red = accounting.reverse_voucher(voucher=posted, on=date(2026, 11, 30), by=qian)
    assert (red.status, red.amount_total) == ("submitted", -1000)
    assert [line.amount_debit for line in red.lines.all()] == [-1000, 0]
    with pytest.raises(GuardRefused, match="尚未记账，请先记账或作废"):
        accounting.reverse_voucher(voucher=posted, on=date(2026, 11, 30), by=qian)
    accounting.review_voucher(voucher=red, by=sun)
    accounting.post_voucher(voucher=red, by=sun)
    with pytest.raises(InvalidTransition, match="已经冲销过"):
        accounting.reverse_voucher(voucher=posted, on=date(2026, 11, 30), by=qian)
    assert accounting.is_ledger_balanced()


def test_a_red_voucher_that_waits_has_reversed_nothing(client, posted, qian, sun):
    red = accounting.reverse_voucher(voucher=posted, on=date(2026, 11, 30), by=qian)
    client.force_login(qian)
    page = reverse("accounting:voucher_detail", kwargs={"store": "bj", "pk": posted.pk})
    assert "待记账" in client.get(page).text
    assert "冲销</a>" not in client.get(page).text
    accounting.review_voucher(voucher=red, by=sun)
    accounting.post_voucher(voucher=red, by=sun)
    assert f"已由 {red.full_number} 冲销" in client.get(page).text


def test_a_voucher_of_an_earlier_year_is_not_reversed_in_red(posted, qian):
    with pytest.raises(GuardRefused, match="以前年度"):
        accounting.reverse_voucher(voucher=posted, on=date(2027, 1, 5), by=qian)


@pytest.mark.feature("FIN-07")
def test_in_a_closed_period_nothing_changes(book, qian, sun, posted):
    other = accounting.create_voucher(book=book, draft=make_draft(*GOOD), by=qian)
    accounting.FiscalPeriod.objects.filter(book=book, month=11).update(status="closed")
    for act in (
        lambda: accounting.create_voucher(book=book, draft=make_draft(*RENT), by=qian),
        lambda: accounting.change_voucher(voucher=other, draft=make_draft(*RENT), by=qian),
        lambda: accounting.review_voucher(voucher=other, by=sun),
        lambda: accounting.void_voucher(voucher=other, by=qian),
        lambda: accounting.reverse_voucher(voucher=posted, on=date(2026, 11, 30), by=qian),
        lambda: accounting.post(make_fact("billing.deposit_received", book=book), by=qian),
    ):
        with pytest.raises(PeriodClosed):
            act()
    with pytest.raises(IntegrityError, match="is closed"), transaction.atomic():
        Voucher.objects.filter(pk=other.pk).update(summary="改")
    assert Voucher.objects.count() == 2


def test_nobody_agrees_to_lines_that_were_changed_behind_the_page(book, qian, sun):
    seen = accounting.create_voucher(book=book, draft=make_draft(*GOOD), by=qian)
    accounting.change_voucher(voucher=seen, draft=make_draft(*GOOD), by=qian)
    with pytest.raises(StaleDocument):
        accounting.review_voucher(voucher=seen, by=sun, version=seen.version)
    seen.refresh_from_db()
    assert seen.status == "submitted"
    assert accounting.review_voucher(voucher=seen, by=sun, version=seen.version).reviewed_by == sun

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marque.accounting import api as accounting
from marque.accounting.queries.periods import close_checklist
from marque.accounting.testing import make_draft, make_fact
from marque.foundation.documents.models import StatusChange
from marque.kernel.errors import GuardRefused, InvalidTransition, NotAuthorised

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
GOOD = (("1001", "300", "0"), ("1002", "0", "300"))


@pytest.fixture
def november(book, sun):
    for period in book.periods.filter(month__lt=11):
        accounting.close_period(period=period, by=sun, now=NOW)
    return book.periods.get(month=11)


@pytest.mark.feature("FIN-07")
def test_months_are_closed_in_order(book, sun):
    with pytest.raises(GuardRefused, match="2026-01"):
        accounting.close_period(period=book.periods.get(month=2), by=sun, now=NOW)
    accounting.close_period(period=book.periods.get(month=1), by=sun, now=NOW)
    assert (
        accounting.close_period(period=book.periods.get(month=2), by=sun, now=NOW).closed_by == sun
    )


@pytest.mark.feature("FIN-07")
def test_a_month_with_an_unposted_voucher_stays_open(book, november, qian, sun):
    voucher = accounting.create_voucher(book=book, draft=make_draft(*GOOD), by=qian)
    with pytest.raises(GuardRefused, match="1 张凭证没有记账"):
        accounting.close_period(period=november, by=sun, now=NOW)
    accounting.review_voucher(voucher=voucher, by=sun)
    accounting.post_voucher(voucher=voucher, by=sun)
    assert accounting.close_period(period=november, by=sun, now=NOW).status == "closed"


def test_only_the_last_closed_month_is_opened_again_by_who_may(november, qian, sun):
    accounting.close_period(period=november, by=sun, now=NOW)
    with pytest.raises(NotAuthorised):
        accounting.reopen_period(period=november, by=qian)
    with pytest.raises(GuardRefused):
        accounting.reopen_period(period=november.book.periods.get(month=3), by=sun)
    assert accounting.reopen_period(period=november, by=sun).status == "open"
    history = StatusChange.objects.filter(
        document_type="accounting.fiscalperiod", document_id=november.pk
    )
    assert [change.transition for change in history] == ["close", "reopen"]
    with pytest.raises(InvalidTransition):
        accounting.reopen_period(period=november, by=sun)


def test_who_may_not_close_does_not(november, qian):
    with pytest.raises(NotAuthorised):
        accounting.close_period(period=november, by=qian, now=NOW)
    november.refresh_from_db()
    assert november.status == "open"


def test_the_checklist_names_what_is_left(november, book, qian):
    accounting.post(make_fact("billing.deposit_forfeited", book=book), by=qian)
    left = [point.label for point in close_checklist(november) if not point.is_done]
    assert left == ["损益结转"]


def test_two_who_carry_the_profit_wait_for_each_other(november, book, qian, sun):
    accounting.post(make_fact("billing.deposit_forfeited", book=book), by=qian)
    with CaptureQueriesContext(connection) as queries:
        accounting.carry_profit(period=november, by=sun)
    statements = [query["sql"] for query in queries]
    locks = next(n for n, s in enumerate(statements) if "fiscalperiod" in s and "FOR UPDATE" in s)
    reads = next(n for n, s in enumerate(statements) if "SUM(" in s)
    assert locks < reads

"""Two tills post at once: the numbers stay continuous."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection, transaction

from marque.accounting import api as accounting
from marque.accounting.models import Voucher
from marque.accounting.testing import make_fact

WORKERS = 4


def in_parallel(work):
    """Run work(n) in as many threads, each with its own connection to the same account set."""
    schema = connection.schema_name
    barrier = Barrier(WORKERS)

    def run(number):
        connection.set_schema(schema)
        try:
            barrier.wait(timeout=10)
            return work(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        return list(pool.map(run, range(1, WORKERS + 1)))


@pytest.mark.django_db(transaction=True)
def test_parallel_postings_get_continuous_numbers(book, qian):
    def post_five(number):
        for turn in range(5):
            fact = make_fact("billing.deposit_received", book=book, source_id=number * 10 + turn)
            accounting.post(fact, by=qian)

    in_parallel(post_five)
    numbers = sorted(Voucher.objects.values_list("number", flat=True))
    assert numbers == list(range(1, WORKERS * 5 + 1))


@pytest.mark.django_db(transaction=True)
def test_the_same_fact_posted_by_four_at_once_is_one_voucher(book, qian):
    fact = make_fact("billing.deposit_received", book=book)
    made = in_parallel(lambda _: accounting.post(fact, by=qian).pk)
    assert len(set(made)) == 1
    assert Voucher.objects.get().number == 1
    later = make_fact("billing.deposit_received", book=book, source_id=2)
    assert accounting.post(later, by=qian).number == 2


@pytest.mark.django_db(transaction=True)
def test_a_voucher_that_is_rolled_back_gives_its_number_back(book, qian):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        accounting.post(make_fact("billing.deposit_received", book=book), by=qian)
        raise ZeroDivisionError
    fact = make_fact("billing.deposit_received", book=book, source_id=2)
    assert accounting.post(fact, by=qian).number == 1


@pytest.mark.django_db(transaction=True)
def test_a_close_and_postings_at_once_leave_nothing_in_the_closed_month(book, qian, sun):
    january = book.periods.get(month=1)

    def close_or_post(number):
        try:
            if number == 1:
                accounting.close_period(
                    period=january, by=sun, now=datetime(2026, 2, 1, tzinfo=UTC)
                )
                return "closed"
            accounting.post(
                make_fact(
                    "billing.deposit_received",
                    book=book,
                    source_id=number,
                    on=date(2026, 1, 20),
                    amounts={"bank": Decimal(1)},
                ),
                by=qian,
            )
        except Exception as refused:  # the kind depends on who came first
            return type(refused).__name__
        return "posted"

    answers = in_parallel(close_or_post)
    assert Voucher.objects.count() == answers.count("posted")
    assert set(answers) <= {"closed", "posted", "PeriodClosed", "IntegrityError"}

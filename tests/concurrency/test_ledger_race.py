"""Vouchers posted side by side, and a hold that runs out while its deposit arrives."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.models import Voucher
from marque.accounting.testing import make_fact, open_demo_book
from marque.billing import api as billing
from marque.billing.testing import make_receipt
from marque.inventory import api as inventory
from marque.sales.testing import cashier_of, make_confirmed_order, reload
from tests.concurrency.test_order_race import race

pytestmark = pytest.mark.django_db(transaction=True)

CLERKS, FACTS = 6, 5


class ChangedMindError(Exception):
    """The business act around a posting failed."""


@pytest.fixture
def book(bj, he):
    return open_demo_book(bj.company, by=he)


def deposit(book, number):
    return make_fact("billing.deposit_received", book=book, source_id=number)


@pytest.mark.feature("FIN-07")
def test_voucher_numbers_have_no_gap_when_clerks_post_side_by_side(books, he, book):
    def post_all(clerk):
        for number in range(FACTS):
            fact = deposit(book, clerk * FACTS + number + 1)
            if number == 2:
                with pytest.raises(ChangedMindError), transaction.atomic():
                    accounting.post(fact, by=he)
                    raise ChangedMindError
            else:
                accounting.post(fact, by=he)

    results = race([lambda clerk=clerk: post_all(clerk) for clerk in range(CLERKS)], books)
    assert results == [None] * CLERKS
    numbers = sorted(Voucher.objects.values_list("number", flat=True))
    assert numbers == list(range(1, CLERKS * (FACTS - 1) + 1))
    assert accounting.is_ledger_balanced(book)


def test_one_fact_posted_by_many_makes_one_voucher(books, he, book):
    fact = deposit(book, 1)
    results = race([lambda: accounting.post(fact, by=he)] * CLERKS, books)
    assert {voucher.pk for voucher in results} == {Voucher.objects.get().pk}
    assert Voucher.objects.get().number == 1


@pytest.mark.parametrize("sooner", [True, False])
def test_a_hold_that_runs_out_while_the_deposit_is_confirmed(books, bj, lin, book, sooner):
    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, "5000", kind="earnest", by=lin)
    cashier, later = cashier_of(bj), timezone.now() + timedelta(days=30)
    acts = [
        lambda: billing.confirm_receipt(receipt=receipt, by=cashier, now=later),
        lambda: inventory.expire_locks(now=later),
    ]
    results = race(acts if sooner else acts[::-1], books)
    assert not [r for r in results if isinstance(r, Exception)], results
    vehicle_id, order = order.vehicle_id, reload(order)
    lock = inventory.find_lock(vehicle_id=vehicle_id, now=later)
    assert order.amount_received == Decimal("5000.00")
    assert (order.vehicle_id is None) == (lock is None)
    assert lock is None or (lock.holder_id, lock.expires_at) == (order.pk, None)

"""Many orders for few cars, and money that meets a cancellation: nothing is lost or doubled."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection, connections
from django.utils import timezone

from marque.accounting import api as accounting
from marque.accounting.testing import open_demo_book
from marque.billing import api as billing
from marque.billing.testing import make_receipt
from marque.inventory import api as inventory
from marque.kernel.errors import AlreadyLocked, DomainError
from marque.sales import api as sales
from marque.sales.models import SalesOrder
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_draft,
    make_sold_vehicle,
    manager_of,
    reload,
)

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS, CARS = 12, 3


@pytest.fixture
def book(bj, he):
    return open_demo_book(bj.company, by=he)


def race(acts, books):
    """Run every act in a thread of its own, all at once; returns what each got."""
    results, start = [None] * len(acts), threading.Barrier(len(acts))

    def run(n):
        connection.set_tenant(books)
        try:
            start.wait(timeout=20)
            results[n] = acts[n]()
        except Exception as error:
            results[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return results


@pytest.mark.feature("ORD-12")
def test_many_orders_for_few_cars(books, bj, lin, book):
    now = timezone.now()
    cars = [make_sold_vehicle(bj) for _ in range(CARS)]
    drafts = [make_draft(by=lin, store=bj, vehicle=cars[n % CARS]) for n in range(RIVALS)]
    acts = [
        lambda draft=draft: sales.place_order(draft=draft, store=bj, by=lin, now=now)
        for draft in drafts
    ]
    results = race(acts, books)
    placed = [r for r in results if isinstance(r, SalesOrder)]
    told = [r for r in results if isinstance(r, AlreadyLocked)]
    assert (len(placed), len(told)) == (CARS, RIVALS - CARS), results
    assert all("锁定" in str(error) for error in told)
    orders = SalesOrder.objects.order_by("number")
    assert {order.vehicle_id for order in orders} == {car.pk for car in cars}
    serials = [int(order.number[-4:]) for order in orders]
    assert serials == list(range(1, CARS + 1))  # a refused order gives its number back


def test_two_cashiers_confirm_one_receipt_once(books, bj, lin, book):
    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, "5000", kind="earnest", by=lin)
    cashier, now = cashier_of(bj), timezone.now()
    acts = [lambda: billing.confirm_receipt(receipt=receipt, by=cashier, now=now)] * 4
    results = race(acts, books)
    assert sum(isinstance(r, DomainError) for r in results) == 3, results
    assert reload(order).amount_received == Decimal("5000.00")
    assert accounting.vouchers_for("billing.receipt", receipt.pk).count() == 1


def test_a_cancellation_meets_the_cashier(books, bj, lin, book):
    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, "5000", kind="earnest", by=lin)
    cashier, manager, now = cashier_of(bj), manager_of(bj), timezone.now()
    race(
        [
            lambda: billing.confirm_receipt(receipt=receipt, by=cashier, now=now),
            lambda: sales.cancel_order(
                order=order, cancellation=sales.Cancellation(reason="放弃"), by=manager, now=now
            ),
        ],
        books,
    )
    receipt.refresh_from_db()
    order = reload(order)
    assert (order.status, order.amount_received) == ("cancelled", 0)
    assert receipt.status in {"voided", "refunded"}
    assert inventory.find_lock(vehicle_id=order.vehicle_id, now=now) is None
    assert accounting.is_ledger_balanced(book)

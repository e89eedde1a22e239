"""Two receptionists, one turn; two consultants, one test-drive car; two desks, one first visit."""

import pytest

from marque.crm.models import TestDrive, Turn, Visit, VisitResult
from marque.crm.tests.floor import (
    at,
    complete,
    make_consultants,
    make_demo_car,
    make_drive,
    make_receptionist,
    make_visit,
)
from marque.kernel.errors import DomainError, NotAvailable
from marque.parties.testing import make_customer
from tests.concurrency.test_vehicle_lock import race

pytestmark = pytest.mark.django_db(transaction=True)

RIVALS = 6


@pytest.mark.feature("LED-06")
def test_visitors_who_come_at_once_get_a_consultant_each(books, bj):
    reception = make_receptionist(bj)
    people = make_consultants(bj, "安然", "毕胜", "程远", "丁宁")
    results = race(RIVALS, lambda _n: make_visit(by=reception, store=bj, now=at(10)), books)
    assert all(isinstance(r, Visit) for r in results), results
    owners = [visit.owner_id for visit in results if visit.owner_id]
    assert sorted(owners) == sorted(user.pk for user in people), "one each, nobody twice"
    assert [visit.owner_id for visit in results].count(None) == RIVALS - len(people)
    assert Turn.objects.count() == len(people)


@pytest.mark.feature("LED-21")
def test_of_many_who_book_one_car_at_once_exactly_one_gets_it(books, bj):
    people = make_consultants(bj, *"安毕程丁戊己")
    car = make_demo_car(bj)
    customers = [make_customer(owner=user, store=bj) for user in people]

    def book(n):
        return make_drive(
            by=people[n], store=bj, starts_at=at(15, 5 * n), vehicle=car,
            customer=customers[n], now=at(9),
        )  # fmt: skip

    results = race(len(people), book, books)
    won = [r for r in results if isinstance(r, TestDrive)]
    told = [r for r in results if isinstance(r, NotAvailable)]
    assert (len(won), len(told)) == (1, len(people) - 1), results
    assert all(won[0].number in str(r) for r in told)


@pytest.mark.feature("LED-21")
def test_of_many_who_book_one_consultant_at_once_exactly_one_gets_them(books, bj):
    (ann,) = make_consultants(bj, "安然")
    cars = [make_demo_car(bj) for _n in range(4)]
    customer = make_customer(owner=ann, store=bj)

    def book(n):
        return make_drive(
            by=ann, store=bj, starts_at=at(15), vehicle=cars[n], customer=customer, now=at(9)
        )

    results = race(len(cars), book, books)
    won = [r for r in results if isinstance(r, TestDrive)]
    told = [r for r in results if isinstance(r, NotAvailable)]
    assert (len(won), len(told)) == (1, len(cars) - 1), results


def test_two_visits_of_one_customer_completed_at_once_are_one_first_and_one_again(books, bj):
    reception = make_receptionist(bj)
    (ann,) = make_consultants(bj, "安然")
    customer = make_customer(owner=ann, store=bj)
    visits = [
        make_visit(by=reception, store=bj, now=at(10 + n), customer=customer, owner=ann)
        for n in range(3)
    ]
    results = race(3, lambda n: complete(visits[n], by=ann, now=at(15)), books)
    assert not [r for r in results if not isinstance(r, Visit | DomainError)], results
    for visit in visits:
        visit.refresh_from_db()
    classes = [visit.result for visit in visits]
    assert classes == [VisitResult.FIRST_CARDED, VisitResult.AGAIN, VisitResult.AGAIN]

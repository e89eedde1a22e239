"""Merged customers keep one first visit."""

import pytest

from marque.crm.models import VisitResult
from marque.crm.tests.floor import at, complete, make_consultants, make_receptionist, make_visit
from marque.parties.services.merge_customers import MergeOrder, merge_customers, undo_merge
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db


def test_two_first_visits_become_a_first_and_an_again_and_come_apart_with_the_undo(bj, li, grant):
    grant(li, "parties.merge_customer")
    reception = make_receptionist(bj)
    (ann,) = make_consultants(bj, "安然")
    visits = []
    for n in (0, 1):
        customer = make_customer(f"周慧{n}", owner=ann, store=bj)
        visit = make_visit(by=reception, store=bj, now=at(10 + n), customer=customer, owner=ann)
        visits.append(complete(visit, by=ann, now=at(15)))
    kept, merged = (visit.customer for visit in visits)
    log = merge_customers(MergeOrder(kept=kept, merged=merged), by=li, now=at(16))
    assert results(visits) == [VisitResult.FIRST_CARDED, VisitResult.AGAIN]
    undo_merge(log, by=li, now=at(17))
    assert results(visits) == [VisitResult.FIRST_CARDED, VisitResult.FIRST_CARDED]


def results(visits):
    for visit in visits:
        visit.refresh_from_db()
    return [visit.result for visit in visits]

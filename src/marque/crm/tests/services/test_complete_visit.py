"""What a visit counts as: decided by what is known, explained, and kept as history."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.crm.models import Lead, Visit, VisitChange, VisitResult
from marque.crm.queries.flow import count_flow, visits_on
from marque.crm.queries.visit_results import fit_of
from marque.crm.services.complete_visit import (
    VisitOutcome,
    complete_visit,
    end_visit,
    receive_visitor,
)
from marque.crm.testing import make_lead
from marque.crm.tests.floor import (
    TODAY,
    at,
    complete,
    make_consultants,
    make_receptionist,
    make_visit,
)
from marque.kernel.errors import DomainError, GuardRefused, InvalidInput, StaleDocument
from marque.parties.models import Customer
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db
R = VisitResult


@pytest.fixture
def reception(bj):
    return make_receptionist(bj)


@pytest.fixture
def ann(bj):
    return make_consultants(bj, "安然")[0]


def counted(store):
    return list(
        Visit.objects.filter(store=store).order_by("arrived_at").values_list("result", flat=True)
    )


def test_a_first_visit_with_a_phone_makes_customer_and_lead(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10), called="陈先生")
    done = complete(visit, by=ann, now=at(10, 40), name="陈建国", phone="13812345678", level="B",
                    note="看 SUV", left_at=at(10, 35))  # fmt: skip
    assert done.result == R.FIRST_CARDED
    assert (done.customer.name, done.customer.owner) == ("陈建国", ann)
    assert (done.lead.owner, done.lead.source.code, done.lead.level.code) == (ann, "walk_in", "B")
    change = done.changes.get()
    assert (change.from_result, change.to_result, change.by) == ("incomplete", "first_carded", ann)
    assert "首次来店" in change.reason


def test_nobody_left_a_name_counts_as_looked(bj, reception, ann):
    done = complete(make_visit(by=reception, store=bj, now=at(10)), by=ann, now=at(11))
    assert (done.result, done.customer, done.lead) == (R.LOOKED, None, None)


def test_a_lead_before_the_first_visit_makes_it_carded_first(bj, reception, ann):
    lead = make_lead(by=ann, store=bj, owner=ann, now=at(9, days=-2))
    visit = make_visit(by=reception, store=bj, now=at(10), customer=lead.customer)
    done = complete(visit, by=ann, now=at(11))
    assert (done.result, done.lead) == (R.CARDED_FIRST, lead)
    assert Lead.objects.count() == 1


def test_the_second_visit_counts_as_again_and_cannot_be_a_first(bj, reception, ann):
    first = make_visit(by=reception, store=bj, now=at(10), called="陈", phone="13812345678")
    complete(first, by=ann, now=at(11), left_at=at(11))
    second = make_visit(by=reception, store=bj, now=at(15), phone="13812345678")
    assert second.is_again
    with pytest.raises(GuardRefused, match="来过"):
        complete(second, by=ann, now=at(16), result=R.FIRST_CARDED)
    assert complete(second, by=ann, now=at(16)).result == R.AGAIN
    assert Lead.objects.count() == 1


def test_again_without_an_earlier_visit_is_refused(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10))
    customer = make_customer(owner=ann, store=bj)
    with pytest.raises(GuardRefused, match="首次来店"):
        complete(visit, by=ann, now=at(11), customer=customer, result=R.AGAIN)
    visit.refresh_from_db()
    assert (visit.result, visit.customer) == (R.INCOMPLETE, None)
    assert not VisitChange.objects.exists()


def test_a_carded_class_needs_a_customer(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10))
    with pytest.raises(InvalidInput, match="建档"):
        complete(visit, by=ann, now=at(11), result=R.FIRST_CARDED)


def test_an_errand_that_is_no_wish_to_buy_counts_as_nothing_else(bj, reception, ann, li):
    visit = make_visit(by=reception, store=bj, now=at(10), errand="complaint")
    with pytest.raises(GuardRefused, match="投诉"):
        complete(visit, by=li, now=at(11), result=R.LOOKED)
    assert complete(visit, by=li, now=at(11), errand="intent").result == R.LOOKED


def test_a_changed_answer_keeps_the_first_one_as_history(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10))
    complete(visit, by=ann, now=at(11))
    complete(visit, by=ann, now=at(12), name="陈建国", phone="13812345678")
    complete(visit, by=ann, now=at(13), result=R.NON_INTENT)
    steps = list(visit.changes.values_list("from_result", "to_result"))
    assert steps == [
        ("incomplete", "looked"),
        ("looked", "first_carded"),
        ("first_carded", "non_intent"),
    ]


def test_an_earlier_visit_told_later_becomes_the_first(bj, reception, ann):
    customer = make_customer(owner=ann, store=bj)
    late = make_visit(by=reception, store=bj, now=at(15), customer=customer)
    complete(late, by=ann, now=at(16))
    early = make_visit(by=reception, store=bj, now=at(17), arrived_at=at(10, days=-1), owner=ann)
    done = complete(early, by=ann, now=at(17), customer=customer)
    late.refresh_from_db()
    assert (done.result, late.result) == (R.FIRST_CARDED, R.AGAIN)
    assert "更早" in late.changes.last().reason
    complete(done, by=ann, now=at(18), result=R.NON_INTENT)
    late.refresh_from_db()
    assert late.result in {R.FIRST_CARDED, R.CARDED_FIRST}


def test_a_stale_page_and_times_upside_down_are_refused(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10))
    receive_visitor(visit=visit, by=ann, now=at(10, 1))
    with pytest.raises(StaleDocument):
        complete_visit(visit=visit, outcome=VisitOutcome(), by=ann, now=at(11), version=1)
    with pytest.raises(InvalidInput, match="离店"):
        complete(visit, by=ann, now=at(11), left_at=at(9))
    end_visit(visit=visit, by=ann, now=at(11))
    with pytest.raises(GuardRefused):
        end_visit(visit=visit, by=ann, now=at(11, 5))
    visit.refresh_from_db()
    assert visit.result == R.INCOMPLETE, "leaving completes nothing"


def test_the_database_lets_a_customer_come_first_only_once(bj, reception, ann):
    customer = make_customer(owner=ann, store=bj)
    for hour in (10, 12):
        visit = make_visit(by=reception, store=bj, now=at(hour), customer=customer)
        complete(visit, by=ann, now=at(hour, 30), left_at=at(hour, 30))
    with pytest.raises(IntegrityError, match="customer_comes_first_once"), transaction.atomic():
        Visit.objects.filter(customer=customer).update(result=R.FIRST_CARDED)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


days = st.lists(
    st.tuples(
        st.integers(0, 2),  # day
        st.integers(9, 18),  # hour
        st.sampled_from(["intent", "intent", "intent", "complaint", "other"]),
        st.one_of(st.none(), st.integers(0, 2)),  # which customer
        st.sampled_from(["", "", "looked", "non_intent", "first_carded", "again", "later"]),
    ),
    min_size=1,
    max_size=9,
)


@pytest.mark.feature("LED-05")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    plan=days, edits=st.lists(st.tuples(st.integers(0, 8), st.sampled_from(R.values)), max_size=6)
)
def test_the_flow_adds_up_on_every_day_whatever_people_do(bj, reception, ann, plan, edits):
    with transaction.atomic():
        live_through(bj, reception, ann, plan, edits)
        transaction.set_rollback(True)


def live_through(bj, reception, ann, plan, edits):
    people = [make_customer(f"客户{n}", owner=ann, store=bj) for n in range(3)]
    end = at(20, days=2)
    visits = []
    for day, hour, errand, who, result in plan:
        customer = None if who is None else people[who]
        visit = make_visit(
            by=reception, store=bj, now=end, arrived_at=at(hour, days=day),
            errand=errand, customer=customer, owner=ann,
        )  # fmt: skip
        visits.append(visit)
        if result != "later":
            attempt(visit, ann, end, result)
        check(bj, people)
    for n, result in edits:
        attempt(visits[n % len(visits)], ann, end + timedelta(hours=1), result)
        check(bj, people)


def attempt(visit, by, now, result):
    try:
        complete(visit, by=by, now=now, result="" if result == "incomplete" else result)
    except DomainError:
        visit.refresh_from_db()


def check(store, people):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
    total = 0
    for day in range(-1, 4):
        flow = count_flow(visits_on(Visit.objects.filter(store=store), at(12, days=day).date()))
        assert flow.is_whole, flow
        assert flow.first == flow.first_carded + flow.carded_first + flow.looked
        total += flow.total
    assert total == Visit.objects.count()
    for customer in people:
        mine = Visit.objects.filter(customer=customer).order_by("arrived_at", "pk")
        counting = [v for v in mine if v.errand.code == "intent" and v.result != R.NON_INTENT]
        for n, visit in enumerate(counting):
            if visit.result == R.INCOMPLETE:
                continue
            assert (visit.result == R.AGAIN) == (n > 0), [v.result for v in counting]
            assert fit_of(visit, customer).refusal(visit.result) is None or n == 0


def test_the_customer_who_left_a_phone_at_the_door_is_registered_once(bj, reception, ann):
    visit = make_visit(by=reception, store=bj, now=at(10), called="陈", phone="13812345678")
    complete(visit, by=ann, now=at(11), name="陈建国", phone="13812345678")
    assert Customer.objects.count() == 1
    assert visits_on(Visit.objects.all(), TODAY).count() == 1

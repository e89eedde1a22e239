"""Reception: who comes in is recognised and sent to the right person, and the reason is said."""

import pytest

from marque.crm import sources
from marque.crm.models import Turn, TurnChange, Visit
from marque.crm.queries.floor import floor_of, list_turns
from marque.crm.services.assign_visit import assign_visit
from marque.crm.services.change_turn import (
    come_back,
    join_turns,
    leave_turns,
    place_turn,
    skip_turn,
    step_away,
)
from marque.crm.services.complete_visit import end_visit
from marque.crm.testing import make_lead
from marque.crm.tests.floor import (
    TODAY,
    at,
    make_consultants,
    make_demo_car,
    make_drive,
    make_receptionist,
    make_visit,
)
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.parties.models import Customer
from marque.parties.testing import make_customer

pytestmark = pytest.mark.django_db


@pytest.fixture
def reception(bj):
    return make_receptionist(bj)


@pytest.fixture
def three(bj, reception):
    return make_consultants(bj, "安然", "毕胜", "程远")


def test_walk_ins_go_round_among_the_consultants_fairly(bj, reception, three):
    owners = [make_visit(by=reception, store=bj, now=at(10, n)).owner for n in range(3)]
    assert owners == three
    waiting = make_visit(by=reception, store=bj, now=at(10, 5))
    assert waiting.owner is None
    assert "等候" in waiting.owner_reason


def test_the_next_day_begins_where_the_last_one_ended(bj, reception, three):
    make_visit(by=reception, store=bj, now=at(10))
    nextday = make_visit(by=reception, store=bj, now=at(9, days=1))
    assert nextday.owner == three[1]
    assert next(t.user for t in list_turns(bj, on=at(9, days=2).date())) == three[2]


def test_the_owner_of_a_customer_receives_and_keeps_the_place_in_the_order(bj, reception, three):
    customer = make_customer(owner=three[2], store=bj)
    visit = make_visit(by=reception, store=bj, now=at(10), customer=customer, is_again=True)
    assert visit.owner == three[2]
    assert "归属 程远" in visit.owner_reason
    assert visit.is_again is False, "nobody has seen this customer here before"
    assert [t.user for t in list_turns(bj, on=TODAY)] == three, "the turn was not used up"
    assert make_visit(by=reception, store=bj, now=at(10, 1)).owner == three[0]


def test_an_absent_owner_is_represented_by_the_next_in_turn_and_told(bj, reception, three):
    customer = make_customer(owner=three[0], store=bj)
    make_visit(by=reception, store=bj, now=at(9), owner=three[2])
    step_away(store=bj, user=three[0], reason="午休", by=reception, now=at(11))
    visit = make_visit(by=reception, store=bj, now=at(12), customer=customer)
    assert visit.owner == three[1]
    assert "安然" in visit.owner_reason
    assert "暂离" in visit.owner_reason
    assert Notification.objects.filter(user=three[0], record=visit.number).exists()


def test_a_phone_recognises_the_customer_and_whose_it_is(bj, reception, three):
    customer = make_customer(owner=three[1], store=bj, phone="13912345678")
    visit = make_visit(by=reception, store=bj, now=at(10), phone="139 1234 5678")
    assert (visit.customer, visit.owner) == (customer, three[1])


def test_a_new_phone_makes_a_customer_of_the_consultant_in_turn(bj, reception, three):
    visit = make_visit(by=reception, store=bj, now=at(10), called="陈先生", phone="13700000001")
    assert visit.customer.name == "陈先生"
    assert visit.customer.owner == three[0] == visit.owner


def test_a_phone_without_a_name_is_refused_whole(bj, reception, three):
    with pytest.raises(InvalidInput, match="称呼"):
        make_visit(by=reception, store=bj, now=at(10), phone="13700000001")
    assert not Visit.objects.exists()
    assert not Customer.objects.exists()
    assert not Turn.objects.filter(state="busy").exists()


def test_an_appointment_of_today_makes_the_visit_an_invited_one(bj, reception, three):
    customer = make_customer(owner=three[0], store=bj)
    make_drive(
        by=three[1], store=bj, customer=customer, starts_at=at(15), now=at(9), owner=three[1]
    )
    visit = make_visit(by=reception, store=bj, now=at(14, 50), customer=customer)
    assert visit.was_invited
    assert visit.owner == three[1]
    assert "试驾" in visit.owner_reason


def test_a_lead_counts_before_the_customer_record(bj, reception, three):
    lead = make_lead(by=three[2], store=bj, owner=three[2], now=at(9, days=-3))
    visit = make_visit(by=reception, store=bj, now=at(10), customer=lead.customer)
    assert (visit.owner, visit.lead) == (three[2], lead)


@pytest.mark.parametrize(
    ("errand", "result"),
    [("complaint", "non_intent"), ("repair", "non_intent"), ("accessory", "non_intent")],
)
def test_other_errands_go_to_whoever_handles_them_with_the_plate(
    bj, reception, three, li, errand, result
):
    visit = make_visit(by=reception, store=bj, now=at(10), errand=errand, plate="沪a·12345")
    assert (visit.owner, visit.result, visit.plate) == (li, result, "沪A12345")
    todo = Notification.objects.get(user=li, record=visit.number)
    assert todo.kind == "todo"
    assert "沪A12345" in todo.title
    assert not Turn.objects.filter(state="busy").exists()


def test_a_handover_goes_to_the_consultant_of_the_order(bj, reception, three, monkeypatch):
    customer = make_customer(owner=three[0], store=bj)
    find = lambda who, _store: (  # noqa: E731
        sources.Expected(three[2], "SO2611-0001") if who == customer else None
    )
    monkeypatch.setattr(sources, "_finders", [find])
    visit = make_visit(by=reception, store=bj, now=at(10), errand="delivery", customer=customer)
    assert visit.owner == three[2]
    assert "SO2611-0001" in visit.owner_reason


def test_a_wrong_plate_a_late_time_and_no_right_are_refused(bj, reception, three, zhao):
    with pytest.raises(InvalidInput, match="车牌"):
        make_visit(by=reception, store=bj, now=at(10), plate="12345")
    with pytest.raises(InvalidInput, match="到店时间"):
        make_visit(by=reception, store=bj, now=at(10), arrived_at=at(11))
    with pytest.raises(NotAuthorised):
        make_visit(by=zhao, store=bj, now=at(10))
    assert not Visit.objects.exists()


def test_a_customer_of_another_store_is_refused(bj, cx, reception, wang):
    customer = make_customer(owner=wang, store=cx)
    with pytest.raises(InvalidInput, match="不属于本店"):
        make_visit(by=reception, store=bj, now=at(10), customer=customer)


def test_who_waited_is_received_as_soon_as_somebody_is_free(bj, reception):
    (only,) = make_consultants(bj, "安然")
    first = make_visit(by=reception, store=bj, now=at(10))
    second = make_visit(by=reception, store=bj, now=at(10, 5))
    third = make_visit(by=reception, store=bj, now=at(10, 6))
    end_visit(visit=first, by=only, now=at(10, 30))
    second.refresh_from_db()
    third.refresh_from_db()
    assert (second.owner, third.owner) == (only, None)
    assert "等候后轮到 安然" in second.owner_reason


def test_an_arrival_of_another_day_takes_nobodys_turn(bj, reception, three):
    visit = make_visit(by=reception, store=bj, now=at(10), arrived_at=at(10, days=-1))
    assert visit.owner == reception
    assert "补登" in visit.owner_reason
    assert not Turn.objects.exists()


def test_skip_away_back_move_join_and_leave_are_written_down(bj, reception, three, li):
    order = lambda: [t.user for t in list_turns(bj, on=TODAY)]  # noqa: E731
    skip_turn(store=bj, user=three[0], reason="接电话", by=reception, now=at(9))
    assert order() == [three[1], three[0], three[2]]
    place_turn(store=bj, user=three[2], position=1, by=reception, now=at(9, 1))
    assert order() == [three[2], three[1], three[0]]
    step_away(store=bj, user=three[2], reason="提车", by=three[2], now=at(9, 2))
    assert floor_of(bj, user=reception, on=TODAY).following.user == three[1]
    come_back(store=bj, user=three[2], by=three[2], now=at(9, 3))
    leave_turns(store=bj, user=three[1], by=reception, now=at(9, 4))
    assert three[1] not in order()
    join_turns(store=bj, user=three[1], by=reception, now=at(9, 5))
    assert order() == [three[2], three[0], three[1]]
    kinds = list(TurnChange.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["skip", "place", "away", "back", "leave", "join"]


def test_a_skip_needs_a_reason_and_somebody_behind(bj, reception, three):
    with pytest.raises(InvalidInput, match="原因"):
        skip_turn(store=bj, user=three[0], reason=" ", by=reception, now=at(9))
    with pytest.raises(GuardRefused):
        skip_turn(store=bj, user=three[2], reason="x", by=reception, now=at(9))
    with pytest.raises(NotAuthorised):
        skip_turn(store=bj, user=three[0], reason="x", by=three[0], now=at(9))


def test_a_visit_is_given_to_somebody_else_and_the_first_is_free_again(bj, reception, three):
    visit = make_visit(by=reception, store=bj, now=at(10))
    assign_visit(visit=visit, to=three[2], reason="客户要求", by=reception, now=at(10, 5))
    visit.refresh_from_db()
    assert (visit.owner, visit.owner_reason) == (three[2], "客户要求")
    states = {t.user_id: t.state for t in list_turns(bj, on=TODAY)}
    assert (states[three[0].pk], states[three[2].pk]) == ("waiting", "busy")


def test_a_second_car_does_not_hide_the_appointment(bj, reception, three):
    customer = make_customer(owner=three[0], store=bj)
    car = make_demo_car(bj)
    make_drive(by=three[0], store=bj, customer=customer, starts_at=at(15), vehicle=car, now=at(9))
    visit = make_visit(by=reception, store=bj, now=at(9, 30, days=1), customer=customer)
    assert not visit.was_invited

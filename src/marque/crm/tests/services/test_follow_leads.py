"""The chase in the words of the showroom: contacts, levels, 战败, the pool."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.crm.facts import Contact, Loss, Wish
from marque.crm.models import Assignment, FollowUp, Lead, LevelChange, LostApplication
from marque.crm.services.change_level import change_level
from marque.crm.services.edit_wish import edit_wish
from marque.crm.services.give_lead import accept_lead, assign_leads, claim_lead, return_lead
from marque.crm.services.hand_over_leads import count_open_leads_of, hand_over_leads
from marque.crm.services.look_after_leads import (
    escalate_overdue,
    remind_of_lost,
    remind_of_today,
    return_forgotten,
)
from marque.crm.services.lose_lead import (
    apply_lost,
    discard_lead,
    freeze_lead,
    judge_lost,
    reopen_lead,
)
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.services.win_lead import deliver_lead, unwin_lead, win_lead
from marque.crm.testing import make_carded_lead, make_lead
from marque.crm.workflow import CHASED
from marque.foundation.dictionaries.models import ParameterValue
from marque.foundation.documents.models import StatusChange
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import (
    DomainError,
    GuardRefused,
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
    NotAvailable,
    StaleDocument,
)
from marque.organisation.testing import make_user
from marque.parties import api as parties

pytestmark = pytest.mark.django_db

HERE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=HERE)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def xu(bj):
    return make_user("xu", name="许文", store=bj)


@pytest.fixture
def dcc(bj):
    return make_user("dcc1", name="丁蕾", store=bj, position="dcc")


@pytest.fixture
def lead(bj, lin):
    return make_carded_lead(by=lin, store=bj, now=NOW - DAY, hours=26)


def again(lead):
    return Lead.objects.with_details().get(pk=lead.pk)


def talk(lead, by, *, now=NOW, **more):
    told = {"result": "continue", "words": "再联系", "next_at": now + DAY} | more
    return record_follow_up(lead=lead, contact=Contact(**told), by=by, now=now)


def test_the_first_talk_cards_a_new_lead(bj, lin):
    lead = make_lead(by=lin, store=bj, owner=lin, now=NOW - HOUR)
    with pytest.raises(InvalidInput, match="请先定意向级别"):
        talk(lead, lin)
    done = talk(lead, lin, level="H", words="下周要提车")
    lead = again(lead)
    assert (lead.status, lead.level.code, lead.carded_at) == ("open", "H", NOW)
    assert (lead.responded_at, lead.followed_at, lead.next_at) == (NOW, NOW, NOW + DAY)
    assert (lead.last_words, lead.follow_ups_count) == ("下周要提车", 1)
    assert (done.due_at, done.was_in_time) == (NOW - HOUR / 2, False)
    assert StatusChange.objects.get(document_id=lead.pk, transition="card").by == lin


def test_an_unanswered_call_counts_as_a_response_but_cards_nobody(bj, lin):
    lead = make_lead(by=lin, store=bj, owner=lin, now=NOW - HOUR)
    talk(lead, lin, result="no_answer", words="", next_at=NOW + 2 * HOUR)
    lead = again(lead)
    assert (lead.status, lead.responded_at, lead.carded_at) == ("new", NOW, None)


def test_no_contact_without_a_next_date_or_a_reason(lead, lin):
    before = FollowUp.objects.count()
    for wrong, words in (
        ({"next_at": None}, "请选择下次跟进时间"),
        ({"next_at": NOW - HOUR}, "应晚于现在"),
        ({"next_at": NOW + 5 * DAY}, "H 级不晚于 11-22 再联系"),
        ({"result": "lost", "next_at": None}, "请选择战败原因"),
        ({"result": "nonsense"}, "没有这个选项"),
    ):
        with pytest.raises(InvalidInput, match=words):
            talk(lead, lin, **wrong)
    assert FollowUp.objects.count() == before
    assert again(lead).version == lead.version


def test_the_level_sets_the_rhythm_and_cooling_needs_words(lead, lin):
    with pytest.raises(InvalidInput, match="降级请写明"):
        talk(lead, lin, level="C", words="", next_at=NOW + 10 * DAY)
    talk(lead, lin, level="C", words="年后再说", next_at=NOW + 10 * DAY)
    change = LevelChange.objects.filter(lead=lead).first()
    assert (change.from_level.code, change.to_level.code, change.reason) == ("H", "C", "年后再说")


def test_the_kanban_moves_a_lead_and_plans_it_anew(lead, lin):
    talk(lead, lin, level="C", words="年后再说", next_at=NOW + 14 * DAY)
    hotter = change_level(lead=lead, level="H", reason="", by=lin, now=NOW)
    assert hotter.next_at == NOW + 2 * DAY
    with pytest.raises(InvalidInput, match="降级请写明原因"):
        change_level(lead=lead, level="B", reason=" ", by=lin, now=NOW)


def test_a_page_opened_before_the_last_change_is_refused(lead, lin):
    talk(lead, lin)
    with pytest.raises(StaleDocument):
        contact = Contact(result="continue", next_at=NOW + DAY)
        record_follow_up(lead=lead, contact=contact, by=lin, now=NOW, version=lead.version)


def test_lost_is_an_application_that_a_manager_judges(lead, lin, li):
    loss = Loss("rival", rival_model="宋PLUS", amount_rival=Decimal(139800), note="差两千")
    talk(lead, lin, result="lost", next_at=None, loss=loss, words="买了别家")
    lead = again(lead)
    assert (lead.status, lead.next_at) == ("losing", None)
    filed = LostApplication.objects.get(lead=lead)
    assert Notification.objects.filter(user=li, title__contains="申请战败").exists()
    with pytest.raises(InvalidInput, match="驳回请写明意见"):
        judge_lost(application=filed, approve=False, judgement="", by=li, now=NOW)
    back = judge_lost(application=filed, approve=False, judgement="再谈一次", by=li, now=NOW)
    assert (back.status, back.next_at) == ("open", NOW + 2 * DAY)

    apply_lost(lead=lead, loss=loss, by=lin, now=NOW + HOUR)
    filed = LostApplication.objects.get(lead=lead, is_approved=None)
    lost = judge_lost(application=filed, approve=True, judgement="", by=li, now=NOW + HOUR)
    assert (lost.status, lost.lost_reason.code) == ("lost", "rival")
    assert lost.lost_note == "宋PLUS ¥139,800 差两千"
    with pytest.raises(InvalidTransition, match="已审核"):
        judge_lost(application=filed, approve=True, judgement="", by=li, now=NOW)


def test_a_lead_lost_to_a_dealer_counts_against_them_until_it_is_woken(lead, lin, li):
    rival = parties.Competitor.objects.create(name="城东比亚迪", created_by=lin)
    car = parties.CompetitorModel.objects.create(competitor=rival, name="宋PLUS")
    filed = apply_lost(
        lead=lead, loss=Loss("rival", rival=rival, rival_model="宋PLUS"), by=lin, now=NOW
    )
    assert not rival.results.exists()
    judge_lost(application=filed, approve=True, judgement="", by=li, now=NOW)
    result = rival.results.get()
    assert (result.is_won, result.model, result.reason) == (False, car, str(filed.reason))
    reopen_lead(lead=again(lead), level="B", next_at=NOW + DAY, by=li, now=NOW + HOUR)
    assert not rival.results.exists()


def test_who_lost_it_cannot_agree_to_it(bj, li):
    lead = make_carded_lead(by=li, store=bj, now=NOW - DAY)
    filed = apply_lost(lead=lead, loss=Loss("price"), by=li, now=NOW)
    with pytest.raises(NotAuthorised, match="自己提出"):
        judge_lost(application=filed, approve=True, judgement="", by=li, now=NOW)


def test_a_rival_must_be_named_where_the_reason_asks_for_it(lead, lin):
    with pytest.raises(InvalidInput, match="竞品"):
        apply_lost(lead=lead, loss=Loss("rival"), by=lin, now=NOW)


def test_a_new_lead_whose_loss_is_refused_has_a_level(bj, lin, li):
    lead = make_lead(by=lin, store=bj, owner=lin, now=NOW)
    filed = apply_lost(lead=lead, loss=Loss("unreachable"), by=lin, now=NOW)
    back = judge_lost(application=filed, approve=False, judgement="再打", by=li, now=NOW)
    assert (back.status, back.level.code) == ("open", "C")


def test_discarded_frozen_and_woken_again(bj, lin, li):
    lead = make_lead(by=lin, store=bj, owner=lin, now=NOW)
    discard_lead(lead=lead, reason="同行询价", by=lin, now=NOW)
    assert again(lead).status == "invalid"
    woken = reopen_lead(lead=lead, level="B", next_at=NOW + DAY, by=lin, now=NOW)
    assert (woken.status, woken.level.code, woken.next_at) == ("open", "B", NOW + DAY)
    with pytest.raises(NotAuthorised):
        freeze_lead(lead=lead, reason="出国", by=lin, now=NOW)
    assert freeze_lead(lead=lead, reason="出国", by=li, now=NOW).status == "frozen"
    make_lead(by=lin, store=bj, phone=lead.customer.phone, owner=lin, now=NOW)
    with pytest.raises(GuardRefused, match="已有在跟线索"):
        reopen_lead(lead=lead, level="B", next_at=NOW + DAY, by=lin, now=NOW)


def test_handed_over_with_a_note_and_accepted(bj, dcc, lin, xu):
    lead = make_lead(by=dcc, store=bj, now=NOW)
    note = "客户周日上午来，重点讲三排"
    assert assign_leads(leads=[lead], to=lin, note=note, by=dcc, now=NOW) == 1
    lead = again(lead)
    assert (lead.owner, lead.accepted_at) == (lin, None)
    assert Assignment.objects.filter(lead=lead).first().reason == note
    with pytest.raises(NotAuthorised):
        accept_lead(lead=lead, by=xu, now=NOW)
    assert accept_lead(lead=lead, by=lin, now=NOW + HOUR).accepted_at == NOW + HOUR
    assert assign_leads(leads=[lead], to=lin, note="", by=dcc, now=NOW) == 0


def test_only_somebody_of_the_store_can_be_given_its_leads(bj, dcc, wang, lin):
    lead = make_lead(by=dcc, store=bj, now=NOW)
    with pytest.raises(InvalidInput, match="不能跟进"):
        assign_leads(leads=[lead], to=wang, note="", by=dcc, now=NOW)
    with pytest.raises(NotAuthorised):
        assign_leads(leads=[lead], to=lin, note="", by=lin, now=NOW)


def test_claims_have_limits_and_one_winner(bj, dcc, lin, xu):
    pool = [make_lead(by=dcc, store=bj, now=NOW) for _ in range(3)]
    ParameterValue.objects.create(key="crm.claims_per_day", store=bj, value=2)
    assert claim_lead(lead=pool[0], by=lin, now=NOW).owner == lin
    with pytest.raises(NotAvailable, match="已由 林晓彤 跟进"):
        claim_lead(lead=pool[0], by=xu, now=NOW)
    claim_lead(lead=pool[1], by=lin, now=NOW)
    with pytest.raises(GuardRefused, match="每天上限"):
        claim_lead(lead=pool[2], by=lin, now=NOW)
    back = return_lead(lead=pool[1], reason="不在本地", by=lin, now=NOW)
    assert (back.owner, back.status) == (None, "new")
    assert claim_lead(lead=pool[2], by=lin, now=NOW + DAY).owner == lin


def test_every_change_of_the_wish_is_kept(lead, lin):
    edit_wish(lead=lead, wish=Wish(colour="霁蓝", purpose="family"), by=lin, now=NOW)
    wish = Wish(colour="星河灰", purpose="family", buys_by=date(2026, 12, 1))
    edit_wish(lead=lead, wish=wish, by=lin, now=NOW + HOUR)
    kept = list(lead.intention_changes.values_list("field", "before", "after"))
    assert sorted(kept) == [
        ("buys_by", "", "2026-12-01"),
        ("colour", "", "霁蓝"),
        ("colour", "霁蓝", "星河灰"),
        ("purpose", "", "家庭用车"),
    ]


def test_orders_win_leads_and_give_them_back(lead, lin, bj):
    customer = lead.customer
    won = win_lead(customer=customer, store=bj, by=lin, now=NOW, note="SO2611-0001")
    assert (won.status, won.ordered_at, won.next_at) == ("ordered", NOW, None)
    assert win_lead(customer=customer, store=bj, by=lin, now=NOW) is None
    back = unwin_lead(customer=customer, store=bj, by=lin, now=NOW)
    assert (back.status, back.next_at) == ("open", NOW + DAY)
    win_lead(customer=customer, store=bj, by=lin, now=NOW)
    assert deliver_lead(customer=customer, store=bj, by=lin, now=NOW).status == "delivered"
    with pytest.raises(InvalidTransition, match="不能再记跟进"):
        talk(lead, lin)


def test_the_badly_late_are_told_once_and_not_at_night(bj, lin, li, lead):
    late = lead.next_at + 25 * HOUR
    assert timezone.localtime(late).hour == 13
    night = late + 10 * HOUR
    assert escalate_overdue(store=bj, now=night) == 0
    assert escalate_overdue(store=bj, now=late) == 1
    assert escalate_overdue(store=bj, now=late + HOUR) == 0
    told = Notification.objects.filter(user=li).first()
    assert told.title == "徐志强 逾期超过 24 小时未跟进（林晓彤）"
    talk(lead, lin, now=late, next_at=late + DAY)
    assert again(lead).escalated_at is None


def test_the_forgotten_go_back_to_the_pool(bj, lead, lin):
    assert return_forgotten(store=bj, now=lead.next_at + 167 * HOUR) == 0
    assert return_forgotten(store=bj, now=lead.next_at + 169 * HOUR) == 1
    assert again(lead).owner is None
    assert "自动退回公海" in Assignment.objects.filter(lead=lead).first().reason


def test_the_morning_tells_how_many_calls_wait(bj, lead, lin):
    morning = datetime(2026, 11, 20, 9, 0, tzinfo=HERE)
    assert remind_of_today(store=bj, now=morning + 3 * HOUR) == 0
    assert remind_of_today(store=bj, now=morning) == 1
    assert Notification.objects.filter(user=lin, title="今天要跟进 1 位客户").exists()


def test_the_lost_come_up_again_after_their_time(bj, lead, lin, li):
    filed = apply_lost(lead=lead, loss=Loss("price"), by=lin, now=NOW)
    judge_lost(application=filed, approve=True, judgement="", by=li, now=NOW)
    assert remind_of_lost(store=bj, now=NOW - HOUR + 59 * DAY) == 0
    assert remind_of_lost(store=bj, now=NOW - HOUR + 60 * DAY) == 1


def test_a_leavers_open_leads_go_to_the_heir(bj, lead, lin, xu, li):
    make_lead(by=lin, store=bj, owner=lin, now=NOW)
    assert count_open_leads_of(lin) == 2
    assert hand_over_leads(from_user=lin, to_user=xu, by=li, today=date(2026, 11, 20)) == 2
    assert count_open_leads_of(lin) == 0
    assert Assignment.objects.filter(lead=lead).first().how == "leaver"


ACTS = ("talk", "call", "cool", "lose", "agree", "refuse", "freeze", "wake", "win", "unwin", "pool")


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=1, max_size=12))
def test_whatever_happens_only_the_chased_have_a_next_contact(acts, bj, lin, li):
    lead = make_lead(by=lin, store=bj, owner=lin, now=NOW)
    for number, act in enumerate(acts):
        now = NOW + number * HOUR
        with suppress(DomainError):
            _do(act, again(lead), lin, li, now)
        lead = again(lead)
        if lead.status not in CHASED:
            assert lead.next_at is None
        elif lead.status != "losing":
            assert lead.next_at is not None
        if lead.status == "open":
            assert lead.level_id
            assert lead.carded_at


def _do(act, lead, lin, li, now):
    pending = LostApplication.objects.filter(lead=lead, is_approved=None).first()
    acts = {
        "talk": lambda: talk(lead, lin, now=now, level="A", next_at=now + DAY),
        "call": lambda: talk(lead, lin, now=now, result="no_answer", next_at=now + HOUR),
        "cool": lambda: change_level(lead=lead, level="C", reason="冷", by=lin, now=now),
        "lose": lambda: apply_lost(lead=lead, loss=Loss("price"), by=lin, now=now),
        "agree": lambda: (
            pending and judge_lost(application=pending, approve=True, judgement="", by=li, now=now)
        ),
        "refuse": lambda: (
            pending
            and judge_lost(application=pending, approve=False, judgement="再谈", by=li, now=now)
        ),
        "freeze": lambda: freeze_lead(lead=lead, reason="睡", by=li, now=now),
        "wake": lambda: reopen_lead(lead=lead, level="B", next_at=now + DAY, by=lin, now=now),
        "win": lambda: win_lead(customer=lead.customer, store=lead.store, by=lin, now=now),
        "unwin": lambda: unwin_lead(customer=lead.customer, store=lead.store, by=lin, now=now),
        "pool": lambda: return_lead(lead=lead, reason="换人", by=lin, now=now),
    }
    acts[act]()

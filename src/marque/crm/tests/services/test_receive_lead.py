"""Leads come in: once a customer, once a platform number, to the right person, with a reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from marque.crm.models import Assignment, Lead, Turn
from marque.crm.queries.assignment import choose_owner
from marque.crm.queries.leads import find_known, list_leads
from marque.crm.testing import make_carded_lead, make_lead, make_rule
from marque.foundation.dictionaries.models import ParameterValue
from marque.foundation.notifications.models import Notification
from marque.kernel.errors import InvalidInput
from marque.organisation.testing import make_user

pytestmark = pytest.mark.django_db

HERE = ZoneInfo("Asia/Shanghai")
MORNING = datetime(2026, 11, 20, 10, 0, tzinfo=HERE)


@pytest.fixture
def xu(bj):
    return make_user("xu", name="许文", store=bj)


@pytest.fixture
def dcc(bj):
    return make_user("dcc1", name="丁蕾", store=bj, position="dcc")


def test_without_a_rule_a_lead_waits_in_the_pool_and_those_who_assign_hear_of_it(bj, li, dcc):
    lead = make_lead(by=dcc, store=bj, now=MORNING)
    assert (lead.status, lead.owner) == ("new", None)
    assert lead.next_at == MORNING + timedelta(minutes=30)
    reason = Assignment.objects.get(lead=lead).reason
    assert reason == "没有适用的分配规则，转入公海待分配"
    assert Notification.objects.filter(user=li, title__startswith="待分配线索：刘思远").exists()
    assert not Notification.objects.filter(user=dcc).exists()


def test_a_lead_at_night_is_answered_in_the_morning(bj, dcc):
    night = datetime(2026, 11, 20, 23, 30, tzinfo=HERE)
    lead = make_lead(by=dcc, store=bj, now=night)
    assert timezone.localtime(lead.next_at).strftime("%m-%d %H:%M") == "11-21 09:30"


def test_the_rule_gives_it_to_who_has_least_and_says_so(bj, dcc, lin, xu):
    make_carded_lead(by=lin, store=bj, now=MORNING)
    make_rule(bj, "懂车帝", choose="load", sources=["dongchedi"])
    lead = make_lead(by=dcc, store=bj, now=MORNING)
    assert lead.owner == xu
    row = Assignment.objects.get(lead=lead)
    assert (row.how, row.reason) == ("rule", "规则“懂车帝”：在跟最少（0 条），候选 2 人")
    assert Notification.objects.get(user=xu).title == "新线索：刘思远"


def test_turns_go_round(bj, dcc, lin, xu):
    make_rule(bj, "轮流", choose="turn")
    moments = [MORNING + timedelta(minutes=n) for n in range(4)]
    owners = [make_lead(by=dcc, store=bj, now=at).owner for at in moments]
    assert owners == [lin, xu, lin, xu]
    last = Assignment.objects.filter(to_user=xu).first().reason
    assert last == "规则“轮流”：轮到（上次 11-20 10:01），候选 2 人"


def test_the_best_closer_gets_it(bj, dcc, lin, xu, li):
    won = make_carded_lead(by=xu, store=bj, now=MORNING - timedelta(days=20))
    from marque.crm.services.win_lead import win_lead

    win_lead(customer=won.customer, store=bj, by=xu, now=MORNING - timedelta(days=10))
    make_rule(bj, "高手", choose="skill")
    lead = make_lead(by=dcc, store=bj, now=MORNING)
    assert lead.owner == xu
    reason = Assignment.objects.get(lead=lead).reason
    assert reason == "规则“高手”：近 90 天成交率最高（100%），候选 2 人"


def test_the_absent_the_full_and_the_gone_are_passed_over_with_the_reason(bj, dcc, lin, xu):
    gone = make_user("feng", name="冯涛", store=bj)
    gone.is_active = False
    gone.save()
    Turn.objects.create(store=bj, user=lin, on=timezone.localdate(MORNING), rank=1, state="away")
    make_rule(bj, "轮流", choose="turn", people=[lin, xu, gone])
    lead = make_lead(by=dcc, store=bj, now=MORNING)
    assert lead.owner == xu
    reason = Assignment.objects.get(lead=lead).reason
    assert reason == (
        "规则“轮流”：轮到（还没有分到过），候选 1 人；跳过 林晓彤（今日暂离）、冯涛（已不在岗）"
    )
    ParameterValue.objects.create(key="crm.leads_per_person", store=None, value=1)
    second = make_lead(by=dcc, store=bj, now=MORNING)
    assert second.owner is None
    assert "没有可分配的人" in Assignment.objects.get(lead=second).reason


def test_rules_are_asked_in_order_and_by_source(bj, dcc, lin, xu):
    make_rule(bj, "抖音", choose="turn", sources=["douyin"], people=[xu], position=1)
    make_rule(bj, "其余", choose="turn", people=[lin], position=2)
    assert make_lead(by=dcc, store=bj, source="douyin", now=MORNING).owner == xu
    assert make_lead(by=dcc, store=bj, source="yiche", now=MORNING).owner == lin


def test_the_owner_of_a_known_customer_keeps_a_new_lead_within_the_protection(bj, dcc, lin, xu):
    from marque.parties.testing import make_customer

    known = make_customer("徐志强", owner=lin, store=bj, now=MORNING - timedelta(days=10))
    make_rule(bj, "其余", choose="turn", people=[xu])
    lead = make_lead("徐先生", by=dcc, store=bj, phone=known.phone, now=MORNING)
    assert (lead.owner, lead.customer, lead.was_on_file) == (lin, known, True)
    assert Assignment.objects.get(lead=lead).reason == "客户由 林晓彤 跟进，保护期至 12-10"

    old = make_customer("旧客户", owner=lin, store=bj, now=MORNING - timedelta(days=40))
    assert make_lead(by=dcc, store=bj, phone=old.phone, now=MORNING).owner == xu


def test_a_chased_customer_is_not_chased_twice(bj, dcc, lin):
    first = make_carded_lead("徐志强", by=lin, store=bj, now=MORNING, hours=40)
    again = MORNING + timedelta(hours=1)
    lead = make_lead("徐先生", by=dcc, store=bj, phone=first.customer.phone, now=again)
    assert (lead.status, lead.merged_into, lead.owner) == ("on_file", first, lin)
    assert lead.next_at is None
    first.refresh_from_db()
    assert first.next_at == again + timedelta(minutes=30)
    assert Lead.objects.chased().count() == 1
    told = Notification.objects.filter(user=lin).first()
    assert told.title == "徐志强 又从懂车帝留资，请尽快联系"


def test_a_platform_number_comes_in_once(bj, dcc):
    first = make_lead(by=dcc, store=bj, external_key="DCD-1", phone="13700000001")
    second = make_lead(by=dcc, store=bj, external_key="DCD-1", phone="13700000002")
    assert second == first
    assert Lead.objects.count() == 1


def test_wrong_details_are_refused_in_one_sentence(bj, dcc):
    with pytest.raises(InvalidInput, match="11 位"):
        make_lead(by=dcc, store=bj, phone="1380000")
    with pytest.raises(InvalidInput, match="没有这个选项"):
        make_lead(by=dcc, store=bj, source="nowhere")
    with pytest.raises(InvalidInput, match="预算的下限"):
        make_lead(by=dcc, store=bj, wish={"amount_budget_from": 20, "amount_budget_to": 10})
    assert not Lead.objects.exists()


def test_a_duplicate_names_the_present_owner_whoever_asks(bj, dcc, lin):
    lead = make_carded_lead("徐志强", by=lin, store=bj)
    known = find_known(lead.customer.phone, store=bj)
    assert (known.customer.name, known.owner, known.lead) == ("徐志强", lin, lead)
    assert find_known("13999999999", store=bj) is None


def test_a_dry_run_decides_like_the_intake_and_writes_nothing(bj, lin, xu):
    make_rule(bj, "轮流", choose="turn", people=[xu])
    source = Lead(store=bj).source_id
    choice = choose_owner(store=bj, source=source, series=None, customer=None, now=MORNING)
    assert choice.user == xu
    assert not Lead.objects.exists()
    assert not Assignment.objects.exists()


def test_who_sees_the_pool(bj, cx, dcc, lin, wang, zhao):
    lead = make_lead(by=dcc, store=bj, now=MORNING)
    seen = [
        user.username
        for user in (dcc, lin, wang, zhao)
        if lead in list_leads(user=user, store=None)
    ]
    assert seen == ["dcc1", "lin"]

"""Leads, as the feature list asks for them; people act through the pages."""

from __future__ import annotations

import json
import time
from datetime import timedelta

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from marque.crm.models import (
    Assignment,
    AssignmentRule,
    CalendarFeed,
    Channel,
    FollowUp,
    Lead,
    LevelChange,
    LostApplication,
)
from marque.crm.services.doors import open_channel
from marque.crm.services.look_after_leads import escalate_overdue
from marque.crm.services.win_lead import win_lead
from marque.crm.testing import make_carded_lead, make_lead, make_rule
from marque.foundation.notifications.models import Notification
from marque.foundation.ui.idempotency import new_key
from marque.organisation.testing import make_user
from marque.parties.models import Competitor
from tests.features.desk import Desk

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


@pytest.fixture
def consultant(lin):
    return Desk(lin)


@pytest.fixture
def manager(li):
    return Desk(li)


@pytest.fixture
def dcc(bj):
    return Desk(make_user("dcc1", name="丁蕾", store=bj, position="dcc"))


@pytest.fixture
def xu(bj):
    return make_user("xu", name="许文", store=bj)


def local(at):
    return f"{timezone.localtime(at):%Y-%m-%dT%H:%M}"


def lead_form(**changes):
    sent = {"phone": "13812345678", "name": "刘思远", "source": "hotline", "_key": new_key()}
    return sent | changes


def talk_form(lead, **changes):
    sent = {
        "result": "continue",
        "way": "call",
        "words": "周日来看车",
        "next": local(timezone.now() + 20 * HOUR),
        "level": "H",
        "version": lead.version,
        "action": "save",
        "_key": new_key(),
    }
    return sent | changes


def fresh(lead):
    return Lead.objects.with_details().get(pk=lead.pk)


# -- intake -----------------------------------------------------------------------------------


@pytest.mark.feature("LED-01")
def test_a_lead_needs_phone_name_and_source_and_belongs_to_who_wrote_it(consultant):
    page = consultant.get("crm:lead_create")
    assert 'name="phone"' in page
    page = consultant.post("crm:lead_create", lead_form())
    lead = Lead.objects.with_details().get()
    assert (lead.customer.name, lead.owner, lead.source.code) == (
        "刘思远",
        consultant.user,
        "hotline",
    )
    assert "刘思远" in page
    listed = consultant.get("crm:lead_list", {"view": "mine"})
    assert "刘思远" in listed
    assert "****5678" in listed
    assert "13812345678" not in listed


@pytest.mark.feature("LED-01")
def test_a_duplicate_phone_warns_with_the_present_owner_before_saving(consultant, dcc, lin, bj):
    first = make_carded_lead("徐志强", by=lin, store=bj)
    phone = first.customer.phone
    hint = dcc.get("crm:lead_known", {"phone": phone})
    assert "客户已存在：徐志强，现在由 林晓彤 跟进" in hint
    page = dcc.post("crm:lead_create", lead_form(phone=phone))
    assert dcc.last.status_code == 422
    assert "客户已存在：徐志强，现在由 林晓彤 跟进" in page
    assert Lead.objects.count() == 1
    dcc.post("crm:lead_create", lead_form(phone=phone, anyway="1"))
    second = Lead.objects.get(merged_into=first)
    assert (second.status, second.owner) == ("on_file", lin)
    assert Notification.objects.filter(user=lin, title__contains="又从电话来访留资").exists()


@pytest.mark.feature("LED-01")
def test_the_list_filters_and_searches(consultant, lin, bj):
    make_carded_lead("徐志强", by=lin, store=bj, level="H", wish={"colour": "霁蓝"})
    make_carded_lead("杨帆", by=lin, store=bj, level="B", hours=100, phone="13700009034")
    from marque.foundation.dictionaries.words import entry

    level = entry("crm.level", "B").pk
    page = consultant.get("crm:lead_list", {"view": "mine", "by_level": level})
    assert "杨帆" in page
    assert "徐志强" not in page
    assert "杨帆" in consultant.get("crm:lead_list", {"view": "mine", "q": "9034"})
    assert "徐志强" not in consultant.get("crm:lead_list", {"view": "mine", "q": "9034"})
    assert "杨帆" in consultant.get("crm:lead_list", {"view": "mine", "q": "13700009034"})


@pytest.mark.feature("CUS-03")
def test_leads_are_found_by_budget_colour_purpose_and_time_frame(consultant, lin, bj):
    from marque.foundation.dictionaries.words import entry

    wish = {
        "colour": "霁蓝",
        "purpose": "family",
        "amount_budget_from": 150_000,
        "amount_budget_to": 180_000,
        "buys_by": timezone.localdate() + timedelta(days=10),
    }
    lead = make_carded_lead("徐志强", by=lin, store=bj, wish=wish)
    make_carded_lead("杨帆", by=lin, store=bj, hours=30)
    day = wish["buys_by"].isoformat()
    for query in (
        {"by_colour": "霁"},
        {"by_purpose": entry("crm.purpose", "family").pk},
        {"by_budget_min": "170000", "by_budget_max": "190000"},
        {"by_time_from": day, "by_time_to": day},
    ):
        page = consultant.get("crm:lead_list", {"view": "mine"} | query)
        assert ("徐志强" in page, "杨帆" in page) == (True, False), query
    card = consultant.get("crm:lead_detail", number=lead.number)
    for text in ("霁蓝", "家庭用车", "¥15 万", "¥18 万"):
        assert text in card


@pytest.mark.feature("CUS-26")
def test_every_channel_makes_one_deduplicated_record_with_its_source(manager, dcc, bj, li, lin):
    cache.clear()
    now = timezone.now()
    form, token = open_channel(store=bj, kind="form", name="官网", source="website", by=li, now=now)
    _api, key = open_channel(
        store=bj, kind="api", name="懂车帝接口", source="dongchedi", by=li, now=now
    )
    phone = "13811112222"
    dcc.post("crm:lead_create", lead_form(phone=phone, source="hotline"))  # by phone
    world = Client()
    opened = signing.dumps(time.time() - 5, salt="crm.inquiry")
    sent = {"name": "刘先生", "phone": phone, "consent": "1", "opened": opened}
    thanks = world.post(f"/p/leads/{token}/", sent)  # the website
    assert "已收到您的预约" in thanks.content.decode()
    answer = world.post(
        "/api/v1/leads",
        json.dumps({"name": "刘", "phone": phone, "external_key": "D-1"}),
        content_type="application/json",
        headers={"Authorization": f"Bearer {key}"},
    )  # a platform's program
    assert answer.status_code == 200, answer.content
    assert answer.json()["is_on_file"] is True
    make_lead("刘思远", by=li, store=bj, source="portal", phone=phone)  # the portal
    leads = list(Lead.objects.order_by("pk").select_related("source"))
    assert [(x.source.code, x.status) for x in leads] == [
        ("hotline", "new"),
        ("website", "on_file"),
        ("dongchedi", "on_file"),
        ("portal", "on_file"),
    ]
    assert len({x.customer_id for x in leads}) == 1
    assert Channel.objects.exclude(used_at=None).count() == 2
    form.refresh_from_db()
    assert form.used_at


@pytest.mark.feature("CUS-26")
def test_programs_fill_the_trap_and_leave_nothing(bj, li):
    cache.clear()
    _channel, token = open_channel(
        store=bj, kind="form", name="官网", source="website", by=li, now=timezone.now()
    )
    world = Client()
    assert "预约看车" in world.get(f"/p/leads/{token}/").content.decode()
    opened = signing.dumps(time.time() - 5, salt="crm.inquiry")
    sent = {"name": "机器", "phone": "13811113333", "consent": "1", "opened": opened}
    for trap in (
        {"website": "http://x"},
        {"opened": signing.dumps(time.time(), salt="crm.inquiry")},
    ):
        answer = world.post(f"/p/leads/{token}/", sent | trap)
        assert "已收到您的预约" in answer.content.decode()
    assert not Lead.objects.exists()
    statuses = [world.post(f"/p/leads/{token}/", sent).status_code for _n in range(6)]
    assert statuses[-1] == 429
    assert Lead.objects.chased().count() == 1
    assert world.get("/p/leads/nonsense/").status_code == 404


@pytest.mark.feature("CUS-26")
def test_a_platform_sends_the_same_lead_twice_and_a_wrong_key_sends_nothing(bj, li):
    _api, key = open_channel(
        store=bj, kind="api", name="易车", source="yiche", by=li, now=timezone.now()
    )
    world = Client()

    def send(body, key=key):
        return world.post(
            "/api/v1/leads",
            json.dumps(body),
            content_type="application/json",
            headers={"Authorization": f"Bearer {key}"},
        )

    body = {"name": "韩东", "phone": "13811114444", "external_key": "YC-9", "wish": "问底价"}
    first, second = send(body), send(body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json()["number"] == second.json()["number"]
    assert send(body, key="wrong").status_code == 401
    refused = send({"name": "韩东", "phone": "138"})
    assert refused.status_code == 422
    assert "11 位" in refused.json()["detail"]
    assert Lead.objects.count() == 1


# -- assignment -------------------------------------------------------------------------------


@pytest.mark.feature("LED-02")
def test_a_manager_writes_a_rule_tries_it_and_every_assignment_explains_itself(
    manager, dcc, bj, lin, xu
):
    from marque.foundation.dictionaries.words import entry

    source = entry("crm.source", "dongchedi")
    sent = {
        "name": "懂车帝",
        "position": 1,
        "choose": "load",
        "is_active": "on",
        "sources": [source.pk],
        "people": [lin.pk, xu.pk],
        "_key": new_key(),
    }
    manager.post("crm:rule_create", sent)
    rule = AssignmentRule.objects.get()
    assert (rule.name, rule.choose, set(rule.people.all())) == ("懂车帝", "load", {lin, xu})
    make_carded_lead(by=lin, store=bj)
    page = manager.get("crm:rule_list", {"source": "dongchedi", "series": "", "phone": ""})
    assert "规则“懂车帝”：在跟最少（0 条），候选 2 人" in page
    assert "许文" in page
    dcc.post("crm:lead_create", lead_form(source="dongchedi"))
    lead = Lead.objects.get(source=source, status="new")
    assert lead.owner == xu
    shown = manager.get("crm:lead_detail", number=lead.number)
    assert "规则“懂车帝”：在跟最少（0 条），候选 2 人" in shown


@pytest.mark.feature("LED-02")
def test_leads_are_handed_over_with_a_note_and_accepted(dcc, consultant, bj, lin):
    lead = make_lead(by=dcc.user, store=bj)
    page = dcc.get("crm:lead_assign", {"pk": lead.pk})
    assert "林晓彤" in page
    note = "客户周日上午来，重点讲三排"
    dcc.post("crm:lead_assign", {"pk": lead.pk, "to": lin.pk, "note": note, "_key": new_key()})
    assert fresh(lead).owner == lin
    page = consultant.get("crm:lead_detail", number=lead.number)
    assert note in page
    consultant.post("crm:lead_accept", number=lead.number)
    assert fresh(lead).accepted_at


@pytest.mark.feature("LED-02")
def test_a_consultant_claims_from_the_pool_and_gives_back(consultant, dcc, bj, xu):
    lead = make_lead(by=dcc.user, store=bj)
    page = consultant.get("crm:lead_list", {"view": "pool"})
    assert "刘思远" in page
    assert lead.customer.phone not in page
    consultant.post("crm:lead_claim", number=lead.number)
    assert fresh(lead).owner == consultant.user
    other = Desk(xu)
    assert other.status("crm:lead_detail", number=lead.number) == 404
    consultant.post(
        "crm:lead_return", {"reason": "不在本地", "_key": new_key()}, number=lead.number
    )
    assert fresh(lead).owner is None
    assert Assignment.objects.filter(lead=lead).first().reason == "不在本地"


@pytest.mark.feature("LED-20")
def test_the_screen_of_assignment_shows_load_and_closing_rate(manager, dcc, bj, lin, xu):
    won = make_carded_lead(by=lin, store=bj)
    win_lead(customer=won.customer, store=bj, by=lin, now=timezone.now())
    make_carded_lead("在跟", by=lin, store=bj, hours=20)
    lead = make_lead("待分", by=dcc.user, store=bj)
    page = manager.get("crm:lead_assign", {"pk": lead.pk})
    row = page[page.index("林晓彤") :][:400]
    assert ">1<" in row
    assert "100%" in row


# -- the chase --------------------------------------------------------------------------------


@pytest.mark.feature("LED-03")
def test_due_follow_ups_stand_on_the_desk_and_overdue_ones_reach_the_manager(
    consultant, manager, bj, lin, li
):
    lead = make_carded_lead("徐志强", by=lin, store=bj, now=timezone.now() - 72 * HOUR, hours=30)
    desk = consultant.get("desk")
    assert "今天要做" in desk
    assert "徐志强" in desk
    noon = timezone.localtime().replace(hour=12)
    assert escalate_overdue(store=bj, now=noon + timedelta(days=1)) == 1
    assert Notification.objects.filter(user=li, title__startswith="徐志强 逾期超过").exists()
    assert "徐志强" in manager.get("crm:lead_list", {"view": "overdue"})
    assert fresh(lead).escalated_at


@pytest.mark.feature("LED-04")
def test_no_follow_up_without_result_and_next_date_or_reason(consultant, bj, lin):
    lead = make_lead(by=lin, store=bj, owner=lin)
    for wrong, words in (
        ({"result": ""}, "请选择结果"),
        ({"next": ""}, "请选择下次跟进时间"),
        ({"result": "lost", "next": ""}, "请选择战败原因"),
        ({"next": local(timezone.now() + 200 * HOUR)}, "H 级不晚于"),
        ({"next": "31 of March"}, "请写成日期和时间"),
    ):
        page = consultant.post("crm:follow_up", talk_form(lead, **wrong), number=lead.number)
        assert consultant.last.status_code == 422, wrong
        assert words in page, wrong
    assert not FollowUp.objects.exists()
    consultant.post("crm:follow_up", talk_form(lead), number=lead.number)
    done = FollowUp.objects.get()
    assert done.words == "周日来看车"
    assert fresh(lead).status == "open"
    customer = consultant.client.get(
        f"/bj/sales/customers/{lead.customer.number}/", {"tab": "leads"}
    ).content.decode()
    assert "周日来看车" in customer


@pytest.mark.feature("LED-09")
@pytest.mark.parametrize("page", ["lead_lose", "follow_up"])
def test_the_rival_who_won_is_chosen_from_those_on_file(consultant, manager, bj, lin, li, page):
    lead = make_carded_lead("高翔", by=lin, store=bj)
    rival = Competitor.objects.create(name="城东大众", created_by=li)
    Competitor.objects.create(name="停业的店", created_by=li, is_active=False)
    shown = consultant.get(f"crm:{page}", number=lead.number)
    assert "城东大众" in shown
    assert "停业的店" not in shown
    told = {"reason": "rival", "rival": rival.pk, "rival_model": "途观 L", "amount_rival": "198000"}
    if page == "follow_up":
        told = talk_form(lead, result="lost", next="", words="买了别家", **told)
    consultant.post(f"crm:{page}", {**told, "_key": new_key()}, number=lead.number)
    filed = LostApplication.objects.get(lead=lead)
    assert filed.rival == rival
    assert "城东大众" in consultant.get("crm:lead_detail", number=lead.number)
    assert "城东大众 途观 L" in manager.get("crm:lost_judge", pk=filed.pk)
    manager.post("crm:lost_judge", {"approve": "1", "_key": new_key()}, pk=filed.pk)
    assert fresh(lead).lost_note.startswith("城东大众 途观 L ¥198,000")


@pytest.mark.feature("LED-04")
def test_save_and_next_goes_through_the_queue_of_today(consultant, bj, lin):
    then = timezone.now() - 3 * HOUR
    first = make_carded_lead("徐志强", by=lin, store=bj, now=then, hours=1)
    second = make_carded_lead("杨帆", by=lin, store=bj, now=then, hours=2)
    consultant.get("crm:follow_up_queue")
    assert consultant.last.headers["Location"].endswith(f"/follow-ups/{first.number}/")
    tomorrow = local(timezone.now() + 30 * HOUR)
    sent = talk_form(first, action="next", next=tomorrow)
    page = consultant.post("crm:follow_up", sent, number=first.number)
    assert consultant.last.redirect_chain[-1][0].endswith(f"/follow-ups/{second.number}/")
    assert "跟进 1 / 1" in page
    sent = talk_form(second, action="next", next=tomorrow)
    page = consultant.post("crm:follow_up", sent, number=second.number)
    assert "今天要跟进的客户都联系过了" in page


@pytest.mark.feature("LED-07")
def test_the_wish_is_edited_with_its_history(consultant, bj, lin):
    lead = make_carded_lead(by=lin, store=bj)
    sent = {
        "colour": "霁蓝",
        "amount_budget_to": "180,000",
        "buys_by": "2027-01-31",
        "rival_note": "宋PLUS",
        "version": lead.version,
        "_key": new_key(),
    }
    consultant.post("crm:lead_wish", sent, number=lead.number)
    consultant.post(
        "crm:lead_wish",
        sent | {"colour": "星河灰", "version": fresh(lead).version, "_key": new_key()},
        number=lead.number,
    )
    page = consultant.get("crm:lead_detail", number=lead.number)
    for text in ("星河灰", "霁蓝 → 星河灰", "— → 180,000.00", "宋PLUS"):
        assert text in page


@pytest.mark.feature("LED-08")
def test_the_level_sets_the_interval_and_every_change_is_logged(consultant, bj, lin):
    lead = make_carded_lead(by=lin, store=bj, level="H")
    board = {"HTTP_X_BOARD": "1"}
    url = consultant.url("crm:lead_level", number=lead.number)
    refused = consultant.client.post(url, {"level": "C", "reason": ""}, **board)
    assert (refused.status_code, refused.json()["error"]) == (422, "降级请写明原因。")
    moved = consultant.client.post(url, {"level": "C", "reason": "等年终奖"}, **board)
    assert moved.status_code == 200
    change = LevelChange.objects.filter(lead=lead).first()
    assert (change.from_level.code, change.to_level.code, change.reason) == ("H", "C", "等年终奖")
    page = consultant.get("crm:lead_list", {"as": "kanban", "view": "mine"})
    assert page.index("C 级") < page.index("徐志强")
    assert "90 天内下订 · 每 15 天跟进" in page


@pytest.mark.feature("LED-09")
def test_lost_leads_carry_their_reason_and_the_manager_judges(consultant, manager, bj, lin, li):
    lead = make_carded_lead(by=lin, store=bj)
    sent = {
        "reason": "rival",
        "rival_model": "宋PLUS",
        "amount_rival": "139,800",
        "_key": new_key(),
    }
    consultant.post("crm:lead_lose", sent, number=lead.number)
    filed = LostApplication.objects.get(lead=lead)
    page = manager.get("crm:lost_list", {"view": "pending"})
    assert "宋PLUS" in page
    manager.post(
        "crm:lost_judge", {"approve": "0", "judgement": "再谈", "_key": new_key()}, pk=filed.pk
    )
    assert fresh(lead).status == "open"
    consultant.post("crm:lead_lose", sent | {"_key": new_key()}, number=lead.number)
    filed = LostApplication.objects.get(lead=lead, is_approved=None)
    manager.post("crm:lost_judge", {"approve": "1", "_key": new_key()}, pk=filed.pk)
    assert fresh(lead).status == "lost"
    page = manager.get("crm:lost_list", {"view": "refused"})
    assert "审核拒绝率 50.0%" in page
    assert "选择竞品" in manager.get("crm:lost_list", {"view": "lost"})


@pytest.mark.feature("LED-26")
def test_the_closing_rate_equals_a_count_by_hand(manager, bj, lin, xu, li):
    now = timezone.now()
    won = [make_carded_lead(by=lin, store=bj, source="yiche") for _n in range(2)]
    for lead in won:
        win_lead(customer=lead.customer, store=bj, by=lin, now=now)
    for _n in range(3):
        make_carded_lead(by=lin, store=bj, source="yiche")
    make_carded_lead(by=xu, store=bj, source="douyin")
    page = manager.get("crm:lead_results", {"by": "source"})
    row = page[page.index("易车") :].split("</tr>")[0]
    assert "40.0%" in row  # 2 of 5
    assert "40.0%" in manager.get("crm:lead_results", {"by": "owner"})
    names = manager.get("crm:lead_archive", {"view": "won", "by_status": ["ordered"]})
    assert names.count("徐志强") >= 2


# -- calendar ---------------------------------------------------------------------------------


@pytest.mark.feature("LED-12")
def test_the_calendar_shows_mine_and_the_managers_shows_the_teams(consultant, manager, bj, lin, xu):
    now = timezone.now()
    make_carded_lead("徐志强", by=lin, store=bj, now=now, hours=1)
    make_carded_lead("朱敏", by=xu, store=bj, now=now, hours=1)
    mine = consultant.get("crm:lead_list", {"as": "calendar"})
    monday = timezone.localdate(now + HOUR)
    mine = consultant.get("crm:lead_list", {"as": "calendar", "week": monday.isoformat()})
    assert ("跟进 徐志强" in mine, "朱敏" in mine) == (True, False)
    team = manager.get("crm:lead_list", {"as": "calendar", "week": monday.isoformat()})
    assert ("跟进 徐志强" in team, "跟进 朱敏" in team) == (True, True)
    one = manager.get(
        "crm:lead_list", {"as": "calendar", "week": monday.isoformat(), "person": xu.pk}
    )
    assert ("徐志强" in one, "朱敏" in one) == (False, True)


@pytest.mark.feature("LED-12")
def test_the_feed_is_secret_holds_only_what_is_mine_and_can_be_closed(consultant, bj, lin, xu):
    lead = make_carded_lead("徐志强", by=lin, store=bj, hours=1)
    make_carded_lead("朱敏", by=xu, store=bj, hours=1)
    page = consultant.post("crm:calendar_feed", {"make": "1"})
    address = page.split('id="feed-address">')[1].split("<")[0]
    path = address.split("testserver")[1]
    world = Client()
    told = world.get(path)
    text = told.content.decode()
    assert told["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:跟进 徐志强" in text.replace("\r\n ", "")
    assert "朱敏" not in text
    assert lead.customer.phone not in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    consultant.post("crm:calendar_feed", {"make": "1"})
    assert world.get(path).status_code == 404
    consultant.post("crm:calendar_feed", {"close": "1"})
    assert not CalendarFeed.objects.exists()


# -- next best action -------------------------------------------------------------------------


@pytest.mark.feature("BEY-22")
def test_the_lead_says_what_to_do_next_and_why_now(consultant, bj, lin):
    then = timezone.now() - 20 * HOUR
    lead = make_carded_lead("徐志强", by=lin, store=bj, now=then, hours=3)
    page = consultant.get("crm:lead_detail", number=lead.number)
    assert "马上联系" in page
    assert "H级约定的联系已逾期 17 小时；上次说：周末来看车" in page
    assert "邀约试驾" in page


@pytest.mark.feature("BEY-22")
def test_a_lead_is_followed_up_only_by_a_contact_that_happened(consultant, bj, lin):
    lead = make_carded_lead(by=lin, store=bj)
    before = fresh(lead)
    consultant.post("crm:lead_level", {"level": "A", "reason": "x"}, number=lead.number)
    after = fresh(lead)
    assert (after.followed_at, after.follow_ups_count) == (
        before.followed_at,
        before.follow_ups_count,
    )


# -- pages keep their speed -------------------------------------------------------------------


def test_the_board_asks_a_constant_number_of_questions(
    consultant, bj, lin, django_assert_max_num_queries
):
    for n in range(3):
        make_carded_lead(by=lin, store=bj, level="HAB"[n])
    consultant.get("crm:lead_list", {"as": "kanban", "view": "mine"})
    few = _count_queries(consultant)
    for n in range(12):
        make_carded_lead(by=lin, store=bj, level="HABC"[n % 4])
    assert _count_queries(consultant) <= few + 1  # the column C is asked for its cards


def _count_queries(desk):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(
        connection,
    ) as asked:
        desk.get("crm:lead_list", {"as": "kanban", "view": "mine"})
    return len(asked)


def test_pages_of_leads_open_for_whom_they_should(consultant, manager, dcc, bj, lin, wang, zhao):
    lead = make_carded_lead(by=lin, store=bj)
    make_rule(bj)
    pages = ["lead_list", "lead_create", "follow_up_queue", "lost_list", "lead_archive",
             "lead_results", "calendar_feed", "lead_queue"]  # fmt: skip
    for name in pages:
        assert consultant.status(f"crm:{name}") in {200, 302}, name
    for name in (*pages, "rule_list", "rule_create", "channel_open"):
        assert manager.status(f"crm:{name}") in {200, 302}, name
    for name in ("rule_list", "rule_create", "lead_assign", "channel_open"):
        assert consultant.status(f"crm:{name}") == 403, name
    for name in ("lead_detail", "follow_up", "lead_wish", "lead_level", "lead_lose"):
        assert consultant.status(f"crm:{name}", number=lead.number) == 200, name
        assert Desk(zhao).status(f"crm:{name}", number=lead.number) == 403, name
        assert Desk(wang, store="cx").status(f"crm:{name}", number=lead.number) == 404, name
    assert dcc.status("crm:lead_queue") == 200


@pytest.mark.feature("LED-04")
def test_a_follow_up_that_ends_in_an_order_leads_to_the_order_of_this_customer(consultant, bj, lin):
    lead = make_carded_lead("徐志强", by=lin, store=bj)
    sent = talk_form(lead, result="order", next="")
    page = consultant.post("crm:follow_up", sent, number=lead.number)
    assert (
        f"/sales/orders/new/?customer={lead.customer.number}"
        in consultant.last.request["PATH_INFO"] + "?" + consultant.last.request["QUERY_STRING"]
    )
    assert "徐志强" in page
    assert fresh(lead).next_act == "录入订单"

"""Words of the trade, opportunities, sales tasks, processes, activities, comparing trims."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marque.catalog.testing import make_trim
from marque.crm.models import Activity, SalesTask
from marque.crm.queries.calendar import Span
from marque.crm.queries.calendar import entries_of as calendar_entries
from marque.crm.queries.tasks import count_origins, count_rivals, read_funnel, read_workloads
from marque.crm.services.end_task import lose_task, win_task
from marque.crm.tasks import prompt_processes_task
from marque.crm.testing import (
    make_activity,
    make_lead,
    make_opportunity,
    make_process,
    make_task,
)
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.registry import all_word_lists
from marque.foundation.dictionaries.words import choices_of, entries_of, entry
from marque.foundation.notifications.models import Notification
from marque.kernel import clock
from marque.organisation.testing import make_user
from marque.parties import api as parties
from marque.parties.testing import make_customer
from marque.sales.testing import make_order

pytestmark = pytest.mark.django_db


@pytest.mark.feature("PLT-20")
def test_every_word_list_is_edited_on_screen_and_a_used_word_is_never_deleted(
    client, admin, lin, bj
):
    client.force_login(lin)
    assert client.get("/bj/settings/words/").status_code == 403
    client.force_login(admin)
    page = client.get("/bj/settings/words/").text
    for words in all_word_lists().values():
        assert f"/bj/settings/words/{words.kind}/" in page
        assert str(words.group) in page
        text = client.get(f"/bj/settings/words/{words.kind}/").text
        assert all(row.name in text for row in entries_of(words.kind, all_of_them=True))
    new = "/bj/settings/words/crm.lost_reason/new/"
    answer = client.post(new, {"name": "颜色不对", "name_en": "Colour", "extra_rival": ""})
    assert answer.status_code == 302
    made = Entry.objects.get(kind="crm.lost_reason", name="颜色不对")
    own = f"/bj/settings/words/crm.lost_reason/{made.pk}/"
    client.post(own, {"name": "颜色不合", "version": made.version})
    made.refresh_from_db()
    assert (made.name, made.is_active) == ("颜色不合", False)
    assert made not in choices_of("crm.lost_reason")
    assert client.post(f"{own}delete/").status_code == 302
    assert not Entry.objects.filter(pk=made.pk).exists()
    level = entry("crm.level", "H")
    answer = client.post(f"/bj/settings/words/crm.level/{level.pk}/delete/", follow=True)
    assert "不能删除" in answer.text
    client.post(f"/bj/settings/words/crm.level/{level.pk}/place/", {"to": "down"})
    assert [row.code for row in entries_of("crm.level")][:2] == ["A", "H"]
    assert client.get("/bj/settings/words/crm.nothing/").status_code == 404
    late = {"name": "H", "version": level.version + 3, "extra_hours": "24", "extra_window": "7"}
    answer = client.post(f"/bj/settings/words/crm.level/{level.pk}/", {**late, "extra_rate": "50"})
    assert answer.status_code == 409


# -- stages and steps of one's own ---------------------------------------------------------------


def word(kind, code):
    return entry(f"crm.{kind}", code)


def post(client, url, data=None):
    answer = client.post(url, data or {})
    assert answer.status_code in {302, 303}, (
        url,
        answer.status_code,
        re.findall(r'class="er".*?</p>', answer.text, re.DOTALL),
    )
    return answer


def rows_of(client, url):
    """Identity links of a list page."""
    return set(re.findall(r'<a class="main" href="([^"]+)"', client.get(url).text))


@pytest.mark.feature("PLT-19")
def test_a_new_stage_shows_in_the_funnel_and_a_new_level_in_its_place(client, admin, li, lin, bj):
    client.force_login(admin)
    new = {"name": "A+ 阶段", "name_en": "A+", "code": "A+", "extra_rate": "70"}
    post(client, "/bj/settings/words/crm.stage/new/", new)
    level = {"name": "A+ 级", "code": "A+", "extra_hours": "72", "extra_window": "10"}
    post(client, "/bj/settings/words/crm.level/new/", level | {"extra_rate": "45"})
    plus = word("level", "A+")
    for _step in range(3):
        post(client, f"/bj/settings/words/crm.level/{plus.pk}/place/", {"to": "up"})
    assert [row.code for row in entries_of("crm.level")] == ["H", "A+", "A", "B", "C"]
    task = make_task(by=lin, store=bj, stage="A+", amount_expected=Decimal(100_000))
    client.force_login(li)
    page = client.get("/bj/sales/funnel/").text
    assert "A+ 阶段" in page
    assert "70,000.00" in page
    client.force_login(admin)
    stage = word("stage", "A+")
    change = {"name": stage.name, "version": stage.version, "extra_rate": "50", "is_active": "on"}
    post(client, f"/bj/settings/words/crm.stage/{stage.pk}/", change)
    client.force_login(li)
    assert "50,000.00" in client.get("/bj/sales/funnel/").text
    # an action and a usual step of one's own, which moves the task into the stage
    client.force_login(admin)
    action = {"name": "上门试驾", "code": "home_drive", "extra_hours": "12"}
    post(client, "/bj/settings/words/crm.task_action/new/", action)
    client.force_login(li)
    usual = {"name": "送车上门", "action": word("task_action", "home_drive").pk}
    usual |= {"stage": word("stage", "won").pk, "days": "3", "prompt_hours": "12"}
    post(client, "/bj/sales/tasks/templates/new/", usual | {"position": "10", "is_active": "on"})
    assert "送车上门" in client.get("/bj/sales/tasks/templates/").text
    post(client, f"/bj/sales/tasks/{task.number}/do/usual/")
    assert task.processes.get().action.code == "home_drive"


@pytest.mark.feature("PLT-20")
def test_a_used_word_is_disabled_but_not_deleted(client, admin, lin, bj):
    task = make_task(by=lin, store=bj, stage="needs", flag="urgent")
    client.force_login(admin)
    stage = word("stage", "needs")
    url = f"/bj/settings/words/crm.stage/{stage.pk}/"
    answer = client.post(f"{url}delete/", follow=True)
    assert "只能停用" in answer.text
    change = {"name": stage.name, "version": stage.version, "extra_rate": "20"}
    post(client, url, change)
    client.force_login(lin)
    form = client.get("/bj/sales/tasks/new/").text
    assert "需求确认" not in form
    assert "需求确认" in client.get(f"/bj/sales/tasks/{task.number}/edit/").text
    assert "需求确认" in client.get("/bj/sales/tasks/").text
    make = {"customer": task.customer_id, "title": "x", "origin": "manual", "stage": stage.pk}
    answer = client.post("/bj/sales/tasks/new/", make)
    assert answer.status_code == 422
    assert SalesTask.objects.count() == 1


# -- activities ----------------------------------------------------------------------------------


@pytest.mark.feature("LED-10")
def test_an_activity_is_linked_and_every_field_filters(client, lin, bj):
    client.force_login(lin)
    customer = make_customer("周宁", owner=lin, store=bj)
    lead = make_lead(by=lin, store=bj, owner=lin)
    start = timezone.localtime() + timedelta(days=2)
    data = {
        "name": "七座品鉴",
        "type": word("activity_type", "salon").pk,
        "method": word("activity_method", "on_site").pk,
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{start + timedelta(hours=2):%Y-%m-%dT%H:%M}",
        "owner": lin.pk,
        "content": "带家人看第三排",
        "customer": customer.pk,
        "lead": lead.pk,
        "stage": word("stage", "needs").pk,
    }
    page = post(client, "/bj/sales/activities/new/", data).url
    own = Activity.objects.get()
    other = make_activity(by=lin, store=bj, name="电话邀约", type="calls", method="phone")
    text = client.get(page).text
    assert all(part in text for part in ("七座品鉴", "带家人看第三排", "周宁", lead.number))
    for query in (
        f"by_type={own.type_id}",
        f"by_method={own.method_id}",
        f"by_stage={own.stage_id}",
        "by_name=七座",
        "by_content=第三排",
        f"by_customer={customer.number}",
        f"by_lead={lead.number}",
        f"by_start_from={start:%Y-%m-%d}",
        f"by_owner={lin.pk}&by_type={own.type_id}",
    ):
        found = rows_of(client, f"/bj/sales/activities/?view=all&{query}")
        assert own.get_absolute_url() in found, query
        assert other.get_absolute_url() not in found, query
    late = data | {"ends_at": data["starts_at"]}
    assert client.post("/bj/sales/activities/new/", late).status_code == 422


@pytest.mark.feature("LED-11")
def test_events_of_an_activity_stand_in_order_with_their_authors(client, lin, li, bj):
    activity = make_activity(by=lin, store=bj)
    url = f"/bj/sales/activities/{activity.number}/"
    now = timezone.localtime()
    for user, hours, text in ((lin, 1, "发了定位"), (li, 3, "电话确认人数"), (lin, 2, "微信回复")):
        client.force_login(user)
        at = f"{now - timedelta(hours=hours):%Y-%m-%dT%H:%M}"
        event = {"way": word("contact_way", "wechat").pk, "at": at, "text": text}
        post(client, f"{url}do/event/", event)
    page = client.get(url).text
    places = [page.index(text) for text in ("电话确认人数", "微信回复", "发了定位")]
    assert places == sorted(places)
    assert [event.by for event in activity.events.all()] == [li, lin, lin]
    ahead = {**event, "at": f"{now + timedelta(hours=5):%Y-%m-%dT%H:%M}"}
    assert client.post(f"{url}do/event/", ahead).status_code == 422
    assert activity.events.count() == 3


@pytest.mark.feature("LED-12")
def test_processes_and_activities_are_in_the_calendar_of_their_people(lin, li, wang, bj):
    task = make_task(by=lin, store=bj)
    step = make_process(task, by=lin)
    activity = make_activity(by=lin, store=bj)
    start = timezone.now()

    def seen(user, people=None):
        span = Span(user, bj, people, start, start + timedelta(days=7))
        return {found.key for found in calendar_entries(span)}

    both = {f"process-{step.pk}", f"activity-{activity.pk}"}
    assert both <= seen(lin)
    assert both <= seen(li)
    assert not both & seen(li, people=[li])
    assert not both & seen(wang)


# -- opportunities and tasks ---------------------------------------------------------------------


@pytest.mark.feature("LED-13")
def test_an_opportunity_is_listed_edited_and_converted(client, lin, bj):
    client.force_login(lin)
    customer = make_customer("吴敏", owner=lin, store=bj)
    data = {
        "customer": customer.pk,
        "title": "公司采购三台",
        "stage": word("stage", "needs").pk,
        "amount_expected": "60万",
        "expected_on": "+20",
        "need": "要对公发票",
    }
    page = post(client, "/bj/sales/opportunities/new/", data).url
    assert page in rows_of(client, "/bj/sales/opportunities/")
    post(client, f"{page}edit/", data | {"amount_expected": "58万", "version": "1"})
    assert client.post(f"{page}edit/", data | {"version": "1"}).status_code == 409
    task_page = post(client, f"{page}do/convert/", {"version": "2"}).url
    task = SalesTask.objects.get()
    assert task_page.endswith(f"/tasks/{task.number}/")
    assert (task.title, task.amount_expected) == ("公司采购三台", Decimal(580_000))
    assert (task.customer, task.content, task.origin) == (customer, "要对公发票", "opportunity")
    assert task.number in client.get(page).text
    assert page not in rows_of(client, "/bj/sales/opportunities/")
    assert page in rows_of(client, "/bj/sales/opportunities/?view=converted")


@pytest.mark.feature("LED-14")
def test_a_task_is_split_to_several_people_and_ends_with_a_reason(client, lin, li, bj):
    xu = make_user("xu", name="徐志远", store=bj)
    task = make_task(by=lin, store=bj)
    url = f"/bj/sales/tasks/{task.number}/"
    client.force_login(xu)
    assert client.get(url).status_code == 404
    client.force_login(lin)
    form = {
        "version": "1",
        "shares-TOTAL_FORMS": "2",
        "shares-INITIAL_FORMS": "1",
        "shares-0-user": lin.pk,
        "shares-0-rate_share": "60",
        "shares-1-user": xu.pk,
        "shares-1-rate_share": "",
        "shares-1-duty": "报价",
    }
    post(client, f"{url}share/", form)
    assert dict(task.members.values_list("user", "rate_share")) == {lin.pk: 60, xu.pk: 40}
    client.force_login(xu)
    assert "报价" in client.get(url).text
    assert url in rows_of(client, "/bj/sales/tasks/")
    assert client.post(f"{url}do/stop/", {"note": "x"}).status_code == 422
    post(client, f"{url}do/stop/", {"reason": word("end_reason", "cancelled").pk, "note": "换城市"})
    task.refresh_from_db()
    assert (task.status, str(task.end_reason), task.end_note) == (
        "stopped",
        "客户取消需求",
        "换城市",
    )
    assert "客户取消需求" in client.get(url).text
    client.force_login(li)
    post(client, f"{url}do/reopen/")
    post(client, f"{url}do/win/", {"note": ""})
    task.refresh_from_db()
    assert task.status == "won"


@pytest.mark.feature("LED-15")
def test_completing_a_process_moves_the_stage_by_itself(client, lin, bj):
    client.force_login(lin)
    task = make_task(by=lin, store=bj)
    url = f"/bj/sales/tasks/{task.number}/"
    when = timezone.localtime() + timedelta(days=1)
    step = {
        "action": word("task_action", "offer").pk,
        "title": "报价 GLX",
        "planned_at": f"{when:%Y-%m-%dT%H:%M}",
        "executor": lin.pk,
        "stage": word("stage", "offer").pk,
        "flag": word("task_flag", "important").pk,
    }
    post(client, f"{url}processes/new/", step)
    row = task.processes.get()
    done = f"/bj/sales/processes/{row.pk}/do/complete/"
    assert "报价洽谈" in client.get(done).text
    assert client.post(done, {"result": ""}).status_code == 422
    post(client, done, {"result": "已发报价单", "version": row.version})
    task.refresh_from_db()
    assert (task.stage.code, task.state.code) == ("offer", "doing")
    page = client.get(url).text
    assert "已发报价单" in page
    assert "初步接洽 → 报价洽谈" in page


@pytest.mark.feature("LED-16")
def test_all_processes_are_listed_and_filtered_by_task_action_and_flag(client, lin, li, wang, bj):
    one, two = make_task(by=lin, store=bj), make_task(by=lin, store=bj)
    make_process(one, by=lin, title="打一个电话", action="call")
    make_process(one, by=lin, title="上门看车", action="visit", flag="urgent")
    make_process(two, by=lin, title="再打电话", action="call", flag="urgent")
    client.force_login(lin)
    url = "/bj/sales/processes/?view=all&"
    for query, expected in (
        ("", {"打一个电话", "上门看车", "再打电话"}),
        (f"by_task={one.number}", {"打一个电话", "上门看车"}),
        (f"by_action={word('task_action', 'call').pk}", {"打一个电话", "再打电话"}),
        (f"by_flag={word('task_flag', 'urgent').pk}", {"上门看车", "再打电话"}),
        (
            f"by_flag={word('task_flag', 'urgent').pk}&by_action={word('task_action', 'call').pk}",
            {"再打电话"},
        ),
    ):
        text = client.get(url + query).text
        assert {t for t in ("打一个电话", "上门看车", "再打电话") if t in text} == expected, query
    client.force_login(wang)
    assert "打一个电话" not in client.get("/cx/sales/processes/?view=all").text


@pytest.mark.feature("LED-17")
def test_a_task_comes_from_four_sources_and_the_report_counts_them(client, lin, li, bj):
    client.force_login(lin)
    customer = make_customer("郑爽", owner=lin, store=bj)
    for origin, note in (("manual", ""), ("campaign", "国庆车展"), ("feedback", "问卷想换车")):
        data = {
            "customer": customer.pk,
            "title": f"任务 {origin}",
            "origin": origin,
            "origin_note": note,
            "stage": word("stage", "contact").pk,
            "state": word("task_state", "new").pk,
            "flag": word("task_flag", "normal").pk,
        }
        page = post(client, "/bj/sales/tasks/new/", data).url
        assert note in client.get(page).text
    chance = make_opportunity(by=lin, store=bj)
    post(client, f"/bj/sales/opportunities/{chance.number}/do/convert/")
    rows = count_origins(SalesTask.objects.visible_to(li))
    assert {row.origin: row.total for row in rows} == {
        "manual": 1,
        "opportunity": 1,
        "campaign": 1,
        "feedback": 1,
    }
    client.force_login(li)
    page = client.get("/bj/sales/funnel/").text
    for row in rows:
        link = re.search(rf'href="([^"]*by_origin={row.origin}[^"]*)"', page).group(1)
        assert len(rows_of(client, unescape(link))) == row.total
    assert client.post("/bj/sales/tasks/new/", data | {"origin_note": ""}).status_code in {403, 422}


@pytest.mark.feature("LED-18")
def test_the_executor_sees_the_step_ahead_of_time(client, lin, bj):
    client.force_login(lin)
    now = timezone.now()
    task = make_task(by=lin, store=bj)
    make_process(
        task,
        by=lin,
        title="三天后签约",
        planned_at=now + timedelta(days=3),
        prompt_hours=24,
        now=now,
    )
    assert "三天后签约" not in client.get("/bj/").text
    with clock.at(now + timedelta(days=2, minutes=1)):
        prompt_processes_task()
        prompt_processes_task()
        assert "三天后签约" in client.get("/bj/").text
    assert (
        Notification.objects.filter(user=lin, kind="todo", title__contains="三天后签约").count()
        == 1
    )


@pytest.mark.feature("LED-19")
@pytest.mark.feature("CUS-07")
def test_rivals_on_a_task_feed_the_analysis_when_it_ends(client, lin, li, bj):
    rival = parties.Competitor.objects.create(name="城东大众", created_by=li)
    car = parties.CompetitorModel.objects.create(competitor=rival, name="途观 L")
    client.force_login(lin)
    for end in ("win", "lose"):
        task = make_task(by=lin, store=bj)
        url = f"/bj/sales/tasks/{task.number}/"
        data = {"competitor": rival.pk, "car": car.name, "amount_price": "19.8万", "note": "现车"}
        post(client, f"{url}do/rival/", data)
        page = client.get(url).text
        assert all(text in page for text in ("城东大众", "途观 L", "198,000.00", "现车"))
        before = rival.results.count()
        post(client, f"{url}do/{end}/", {"reason": word("end_reason", "rival").pk, "note": ""})
        assert rival.results.count() == before + 1
    assert sorted(rival.results.values_list("is_won", flat=True)) == [False, True]
    assert {result.model for result in rival.results.all()} == {car}
    client.force_login(li)
    page = client.get("/bj/sales/funnel/").text
    assert "城东大众" in page
    assert count_rivals(SalesTask.objects.visible_to(li))[0] == {
        "competitor": rival.pk,
        "competitor__name": "城东大众",
        "total": 2,
        "won": 1,
        "lost": 1,
        "win_rate": 50,
    }
    assert len(rows_of(client, "/bj/sales/tasks/?view=all&by_rival=城东大众")) == 2


@pytest.mark.feature("LED-20")
def test_the_assign_screen_shows_load_and_win_rate(client, lin, li, bj):
    xu = make_user("xu", name="徐志远", store=bj)
    now = timezone.now()
    for user, won in ((lin, True), (lin, False), (xu, True)):
        task = make_task(by=user, store=bj)
        if won:
            win_task(task=task, by=user, now=now)
        else:
            lose_task(task=task, reason=word("end_reason", "price"), by=user, now=now)
    task = make_task(by=lin, store=bj)
    make_task(by=lin, store=bj)
    people = {row.user: row for row in read_workloads(bj, now=now)}
    assert (people[lin].tasks, people[lin].rate) == (2, 50)
    assert (people[xu].tasks, people[xu].rate, people[xu].is_advised) == (0, 100, True)
    url = f"/bj/sales/tasks/{task.number}/"
    client.force_login(lin)
    assert client.get(f"{url}assign/").status_code == 403
    client.force_login(li)
    page = client.get(f"{url}assign/").text
    assert all(text in page for text in ("在办任务 2", "50%", "100%", "建议"))
    post(client, f"{url}assign/", {"to": xu.pk, "reason": "赢单率高", "version": task.version})
    task.refresh_from_db()
    assert task.owner == xu
    assert "林晓彤 → 徐志远；赢单率高" in client.get(url).text


@pytest.mark.feature("LED-14")
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    parts=st.lists(
        st.tuples(
            st.sampled_from(["contact", "needs", "drive", "offer", "signing", "won"]),
            st.decimals(min_value=0, max_value=2_000_000, places=2),
        ),
        max_size=6,
    )
)
def test_the_forecast_is_the_sum_over_all_tasks(lin, bj, parts):
    SalesTask.objects.all().update(
        status="stopped", ended_at=timezone.now(), end_reason=word("end_reason", "other")
    )
    customer = make_customer("漏斗", owner=lin, store=bj)
    for stage, amount in parts:
        make_task(by=lin, store=bj, stage=stage, amount_expected=amount, customer=customer)
    expected = sum(
        (amount * word("stage", stage).value("rate") / 100 for stage, amount in parts), Decimal(0)
    )
    funnel = read_funnel(SalesTask.objects.visible_to(lin))
    assert funnel.forecast == expected
    assert (funnel.count, funnel.amount) == (len(parts), sum(a for _s, a in parts))


# -- the customer page ---------------------------------------------------------------------------


@pytest.mark.feature("CUS-11")
@pytest.mark.feature("CUS-06")
@pytest.mark.parametrize("role", ["customer", "agent"])
def test_the_customer_page_counts_what_its_lists_show(client, lin, li, bj, role):
    customer = make_customer("恒通商贸", owner=lin, store=bj)
    type(customer).objects.filter(pk=customer.pk).update(role=role)
    other = make_customer("别人", owner=lin, store=bj)
    trim = make_trim()
    for whose in (customer, other):
        tasks = [make_task(by=lin, store=bj, customer=whose, trim=trim) for _n in range(2)]
        make_opportunity(by=lin, store=bj, customer=whose)
        for task in tasks:
            make_process(task, by=lin)
        make_process(tasks[0], by=lin)
    win_task(task=tasks[0], by=lin, now=timezone.now())
    make_order(by=lin, store=bj, customer=customer)
    client.force_login(lin)
    page = f"/bj/sales/customers/{customer.number}/"
    text = client.get(page, follow=True).text
    for key, label, expected in (
        ("tasks", "销售任务", 2),
        ("processes", "进程", 3),
        ("opportunities", "机会", 1),
        ("products", "关心的产品", 1),
        ("orders", "订单", 1),
    ):
        assert re.search(rf'tab={key}"[^>]*>{label} <span class="cnt">{expected}<', text), key
        tab = client.get(f"{page}?tab={key}").text
        assert "<li" in tab
        if more := re.search(r'href="([^"]*by_customer[^"]*)"', tab):
            listed = client.get(unescape(more.group(1))).text
            assert f'data-summary="{expected} ' in listed, key


# -- comparing -----------------------------------------------------------------------------------


@pytest.mark.feature("LED-25")
def test_only_what_differs_stands_out_and_what_is_the_same_can_be_hidden(client, lin, bj):
    a, b = make_trim("智享版"), make_trim("尊享版")
    same = {"dimensions": {"length_mm": 4_750}}
    for trim, seats, battery in ((a, 5, 60), (b, 7, 80)):
        trim.seats = seats
        trim.parameters = same | {"battery": {"pack_capacity_kwh_net": battery}}
        trim.save()
    client.force_login(lin)
    assert client.get("/bj/sales/compare/").status_code == 200
    url = f"/bj/sales/compare/?a={a.pk}&b={b.pk}"
    page = client.get(url).text
    marked = re.findall(r'<tr class="diff">.*?</tr>', page, re.DOTALL)
    assert any("座位数" in row and "<b>5</b>" in row and "<b>7</b>" in row for row in marked)
    assert any("可用容量" in row for row in marked)
    assert not any("长" in row and "4,750" in row for row in marked)
    assert "4,750" in page
    hidden = client.get(f"{url}&only=1").text
    assert "4,750" not in hidden
    assert len(re.findall(r'<tr class="diff">', hidden)) == len(marked)
    assert "已不可用" in client.get("/bj/sales/compare/?a=999999&b=1").text

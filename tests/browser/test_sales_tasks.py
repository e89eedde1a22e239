"""Sales tasks in a real browser: the work of a day, and pages that fit and can be read."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.test_pages import faults_of

PAGES = {
    "lin": [
        "sales/opportunities/",
        "sales/opportunities/new/",
        "sales/opportunities/{chance}/",
        "sales/tasks/",
        "sales/tasks/new/",
        "sales/tasks/{task}/",
        "sales/tasks/{task}/edit/",
        "sales/tasks/{task}/share/",
        "sales/tasks/{task}/processes/new/",
        "sales/tasks/{task}/do/lose/",
        "sales/processes/",
        "sales/processes/?view=all",
        "sales/processes/{process}/do/complete/",
        "sales/activities/",
        "sales/activities/new/",
        "sales/activities/{activity}/",
        "sales/funnel/",
        "sales/compare/",
        "sales/compare/?a={a}&b={b}",
        "sales/customers/{customer}/?tab=tasks",
        "sales/customers/{customer}/?tab=processes",
        "sales/customers/{customer}/?tab=opportunities",
        "sales/customers/{customer}/?tab=products",
    ],
    "gm": [
        "sales/tasks/{task}/assign/",
        "sales/tasks/templates/",
        "sales/tasks/templates/new/",
    ],
    "root": [
        "settings/words/",
        "settings/words/crm.stage/",
        "settings/words/crm.source/",
        "settings/words/crm.stage/{stage}/",
        "settings/words/crm.stage/new/",
    ],
}


@pytest.fixture(scope="module")
def made(world, django_db_blocker):
    """A customer with a chance, tasks in several stages, steps, a rival, an activity."""
    from django.db import connection

    from marque.accountsets.models import AccountSet
    from tests.browser.world import CODE

    with django_db_blocker.unblock():
        connection.set_schema_to_public()
        connection.set_tenant(AccountSet.objects.get(code=CODE))
        words = _fill()
        connection.set_schema_to_public()
    return words


def _fill():
    from marque.catalog.testing import make_trim
    from marque.crm import testing as build
    from marque.crm.services.complete_process import complete_process
    from marque.crm.services.edit_template import save_template
    from marque.crm.services.end_task import win_task
    from marque.crm.services.note_rival import note_rival
    from marque.crm.services.share_task import Share, share_task
    from marque.crm.services.write_activity import note_event
    from marque.foundation.dictionaries.words import entry
    from marque.organisation.models import Store, User
    from marque.organisation.testing import make_user
    from marque.parties import api as parties
    from marque.parties.testing import make_customer

    store = Store.objects.get(code="bj")
    lin, kim, gm = (User.objects.get(username=name) for name in ("lin", "kim", "gm"))
    make_user("root", name="管理员", store=store, position="administrator", department="信息部")
    a, b = make_trim("旗舰型"), make_trim("家享型", msrp=Decimal(209_800))
    for trim, seats, battery in ((a, 5, 18.4), (b, 7, 26.6)):
        trim.seats, trim.battery_kwh = seats, Decimal(str(battery))
        trim.parameters = {
            "dimensions": {"length_mm": 4_750, "wheelbase_mm": 2_820},
            "battery": {"chemistry": "lfp", "pack_capacity_kwh_net": battery},
        }
        trim.save()
    customer = make_customer("恒通商贸有限公司", owner=lin, store=store)
    now = timezone.now()
    at = {"by": lin, "store": store, "customer": customer}
    chance = build.make_opportunity(title="公司增购五台", trim=a, **at)
    task = build.make_task(title="年终大客户采购", stage="needs", flag="urgent", trim=b, **at)
    share_task(task=task, shares=[Share(lin, Decimal(70)), Share(kim, None, "报价")], by=lin)
    done = build.make_process(task, by=lin, title="电话确认台数")
    complete_process(done, result="五台，两台七座", by=lin, now=now)
    late = now - timedelta(hours=3)
    build.make_process(
        task, by=lin, title="上门报价", action="offer", planned_at=late, stage="offer"
    )
    step = build.make_process(task, by=lin, title="安排试驾", action="drive", executor=kim)
    rival = parties.Competitor.objects.create(name="城东大众", created_by=gm)
    note_rival(task=task, competitor=rival, car="途观 L", amount_price=Decimal(198_000), by=lin)
    won = build.make_task(title="个人换购", **at)
    note_rival(task=won, competitor=rival, by=lin)
    win_task(task=won, by=lin, now=now)
    for stage in ("contact", "drive", "offer"):
        build.make_task(stage=stage, **at)
    activity = build.make_activity(
        by=lin,
        store=store,
        name="七座品鉴会",
        customer=customer,
        task=task,
        content="带家人看第三排",
    )
    way = entry("crm.contact_way", "call")
    note_event(activity, way=way, text="电话确认人数", at=late, by=lin, now=now)
    action, offer = entry("crm.task_action", "offer"), entry("crm.stage", "offer")
    fields = {"name": "首次报价", "action": action, "stage": offer, "days": 2, "prompt_hours": 4}
    save_template(None, fields=fields)
    return {
        "chance": chance.number,
        "task": task.number,
        "process": step.pk,
        "activity": activity.number,
        "customer": customer.number,
        "a": a.pk,
        "b": b.pk,
        "stage": entry("crm.stage", "needs").pk,
    }


@pytest.mark.feature("LED-15")
def test_a_consultant_plans_and_finishes_a_step_on_a_phone(enter, made):
    person = enter("lin", phone=True)
    page = person.go("sales/tasks/new/")
    person.pick("customer", "恒通")
    page.fill("input[name=title]", "手机上的任务")
    page.fill("input[name=amount_expected]", "18万")
    page.select_option("select[name=stage]", label="初步接洽")
    page.locator(".abar button.p").click()
    page.wait_for_url(re.compile(r"/tasks/ST[\d-]+/$"))
    task = page.url.rstrip("/").rsplit("/", 1)[1]
    page.locator("a", has_text="安排进程").click()
    page.select_option("select[name=action]", label="报价")
    page.fill("input[name=title]", "发报价单")
    page.select_option("select[name=stage]", label="报价洽谈")
    page.locator(".abar button.p").click()
    page.wait_for_url(re.compile(rf"/tasks/{task}/$"))
    page.locator("a[aria-label='完成 发报价单']").click()
    asked = page.locator("form.confirm")  # in the side panel, or on its own page before scripts run
    asked.locator("textarea[name=result]").fill("客户收到，周末定")
    asked.locator("button.p").click()
    expect(page.locator("body")).to_contain_text("客户收到，周末定")
    expect(page.locator("main")).to_contain_text("报价洽谈")
    from marque.crm.models import SalesTask

    found = SalesTask.objects.select_related("stage", "state").get(number=task)
    assert (found.stage.code, found.state.code) == ("offer", "doing")


@pytest.mark.feature("LED-25")
def test_two_trims_are_picked_and_compared_with_the_keyboard(enter, made):
    person = enter("lin")
    page = person.go("sales/compare/")
    person.pick("a", "旗舰")
    person.pick("b", "家享")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"[?&]b=\d+"))
    expect(page.locator("tr.diff", has_text="座位数")).to_be_visible()
    assert page.locator("tr:not(.diff)", has_text="轴距").count() == 1
    page.check("input[name=only]")
    page.locator("form button.p").first.click()
    page.wait_for_url(re.compile(r"only=1"))
    assert page.locator("tr", has_text="轴距").count() == 0


@pytest.mark.parametrize("username", list(PAGES))
def test_pages_fit_a_phone_and_are_accessible(enter, made, username):
    person = enter(username, phone=True)
    faults = []
    for address in PAGES[username]:
        faults += faults_of(person, address.format(**made))
    assert not faults, "\n".join(faults)

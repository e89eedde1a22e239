"""What is typed into a long form outlives the window, the line and the session."""

from __future__ import annotations

import re
import time

from playwright.sync_api import expect

from marque.crm.models import Lead
from marque.foundation.ui.models import FormDraft
from marque.parties.models import Customer
from marque.sales.models import SalesOrder
from tests.browser.test_pages import settle, violations

NEW = "sales/customers/new/"
SAVED = "草稿已自动保存"


def drafts(address):
    """Drafts of lin for this form; the window of another person may still send its own."""
    return FormDraft.objects.filter(owner__username="lin", address__endswith=address)


def gone(address):
    """No draft of this form is left; one that was on its way with it may take a moment to see that."""
    left = drafts(address)
    until = time.monotonic() + 5
    while left.exists() and time.monotonic() < until:
        time.sleep(0.05)
    assert not left.exists()


def state(page):
    return page.locator("[data-save-state]")


def offer(page):
    return page.locator("[data-draft]")


def type_customer(page, name, phone):
    page.locator("details.fold").evaluate_all("all => all.forEach(d => { d.open = true; })")
    page.fill("#id_name", name)
    page.fill("#id_phone", phone)
    page.fill("#id_id_number", "11010519491231002X")
    expect(state(page)).to_have_text(SAVED)


def test_typed_closed_restored_and_sent(enter, world):
    FormDraft.objects.all().delete()
    person = enter("lin")
    page = person.go(NEW)
    expect(offer(page)).to_be_hidden()
    type_customer(page, "草稿测试客户", "13700137009")
    page.close()
    draft = drafts(NEW).get()
    assert "002X" not in str(draft.entries)

    other = enter("kim").go(NEW)
    expect(offer(other)).to_be_hidden()
    assert "草稿测试客户" not in other.content()

    person.page = page = person.context.new_page()
    person.go(NEW)
    expect(offer(page)).to_be_visible()
    for theme in ("light", "dark"):
        settle(page, theme)
        assert violations(page, theme) == []
    page.locator("[data-draft-restore]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_name")).to_have_value("草稿测试客户")
    expect(page.locator("#id_name")).to_be_focused()
    expect(page.locator("#id_id_number")).to_have_value("")
    expect(offer(page)).to_be_hidden()
    page.locator("button.p:visible", has_text="建档").first.click()
    page.wait_for_url(re.compile(r"/customers/(?!new/)[\w-]+/"))
    assert Customer.objects.filter(name="草稿测试客户").count() == 1
    gone(NEW)
    expect(offer(person.go(NEW))).to_be_hidden()


def test_discarded_is_gone_and_nothing_is_lost_before_the_decision(enter):
    FormDraft.objects.all().delete()
    person = enter("lin", phone=True)
    page = person.go(NEW)
    type_customer(page, "先写的", "13700137010")
    person.go(NEW)
    expect(offer(page)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.fill("#id_phone", "13700137011")
    expect(state(page)).to_have_text(SAVED)
    kept = {entry[0]: entry[2] for entry in drafts(NEW).get().entries}
    assert kept["name"] == "先写的"
    assert kept["phone"].replace(" ", "") == "13700137011"
    with (
        page.expect_response(re.compile("draft/$")),
        page.expect_response(re.compile("draft/drop")),
    ):
        page.click("[data-draft-drop]")
    expect(page.locator("#id_phone")).not_to_have_value("")
    expect(state(page)).to_have_text(SAVED)
    assert [entry[0] for entry in drafts(NEW).get().entries] == ["phone"]


def test_without_a_line_the_browser_keeps_it_until_the_owner_signs_out(enter):
    FormDraft.objects.all().delete()
    person = enter("lin")
    page = person.go("sales/leads/new/")
    person.context.set_offline(True)
    page.fill("#id_name", "断网客户")
    expect(state(page)).to_have_text(re.compile("已存本机"))
    kept = "Object.keys(localStorage).filter(k => k.startsWith('draft|')).length"
    assert page.evaluate(kept) == 1
    assert not drafts("/leads/new/").exists()
    person.context.set_offline(False)
    expect(state(page)).to_have_text(SAVED)
    assert page.evaluate(kept) == 0
    page.route("**/ui/draft/", lambda route: route.abort())
    page.fill("#id_name", "断网客户二")
    expect(state(page)).to_have_text(re.compile("已存本机"))
    page.unroute("**/ui/draft/")
    page.evaluate("window.onbeforeunload = null")
    page.on("dialog", lambda dialog: dialog.accept())
    person.go("sales/leads/new/")
    expect(offer(page)).to_be_visible()
    page.click("[data-draft-restore]")
    expect(page.locator("#id_name")).to_have_value("断网客户二")
    assert not Lead.objects.filter(customer__name__startswith="断网客户").exists()
    page.evaluate("localStorage.setItem('draft|books:1|/x/', '{}')")
    page.evaluate("""() => {
      const form = document.querySelector('form[data-sign-out]');
      form.addEventListener('submit', e => e.preventDefault()); form.requestSubmit();
    }""")
    assert page.evaluate(kept) == 0


def test_an_order_comes_back_with_its_lines(enter, world):
    FormDraft.objects.all().delete()
    vin = world.take()
    person = enter("lin")
    page = person.go("sales/orders/new/")
    person.pick("customer", "周慧")
    person.pick("vehicle", vin[-6:])
    page.click("[data-line-add]")
    page.locator("select[name$='-item']:visible").last.select_option(index=1)
    page.fill("#id_remark", "草稿里的订单")
    expect(state(page)).to_have_text(SAVED)
    lines = page.locator("[data-line]:visible").count()
    person.go("sales/orders/new/")
    page.click("[data-draft-restore]")
    expect(page.locator("[data-line]:visible")).to_have_count(lines)
    expect(page.locator("input[name=vehicle]")).not_to_have_value("")
    expect(page.locator("[data-total=net]")).not_to_have_text("—")
    page.click("button[name=action][value=submit]:visible")
    page.wait_for_url(re.compile(r"/sales/orders/SO[\d-]+/$"))
    order = SalesOrder.objects.get(vehicle__vin=vin)
    assert (order.customer.name, order.remark, order.lines.count()) == ("周慧", "草稿里的订单", 2)
    gone("sales/orders/new/")

"""Every main page in a real browser: it fits, it is accessible, it behaves."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from marque.organisation.testing import PASSWORD
from marque.sales.models import SalesOrder
from tests.browser.world import CODE

PAGES = {
    "lin": [
        "",
        "sales/orders/",
        "sales/orders/new/",
        "sales/orders/{order}/",
        "sales/orders/{order}/payments/",
        "sales/orders/{done}/handover/",
        "sales/orders/{draft}/edit/",
        "sales/customers/",
        "sales/customers/new/",
        "vehicles/",
        "vehicles/find/",
        "vehicles/{vin}/",
        "inbox/",
        "me/",
        "search/?q=SO",
    ],
    "shen": ["vehicles/arrivals/", "vehicles/receive/", "vehicles/pdi/", "vehicles/places/"],
    "qin": [
        "finance/cashier/",
        "finance/receipts/",
        "finance/receipts/new/?payable={order}",
        "finance/refunds/",
        "finance/invoices/",
        "finance/vouchers/",
        "finance/vouchers/new/",
        "finance/trial-balance/",
        "finance/accounts/2203/",
        "finance/periods/",
        "finance/rules/",
        "finance/tax-rates/",
    ],
    "feng": [
        "sales/leads/",
        "sales/leads/?as=kanban",
        "sales/leads/?as=calendar",
        "sales/leads/new/",
        "sales/leads/{lead}/",
        "sales/follow-ups/{lead}/",
        "sales/lost/",
        "sales/leads/feed/",
    ],
    "ding": ["sales/leads/queue/"],
    "gm": [
        "sales/leads/rules/",
        "sales/leads/rules/new/",
        "sales/leads/results/",
        "sales/leads/archive/",
        "sales/orders/{submitted}/",
        "sales/orders/{order}/cancel/",
    ],
}
ONCE = {
    "feng": ["sales/leads/{lead}/do/lose/", "sales/leads/{lead}/do/wish/"],
    "lin": [
        "sales/reception/",
        "sales/visits/",
        "sales/test-drives/",
        "sales/test-drives/new/",
        "sales/test-drives/board/",
        "sales/customers/pool/",
        "sales/customers/{customer}/",
        "sales/customers/{customer}/?tab=orders",
        "sales/customers/{customer}/edit/",
        "sales/customers/{customer}/tags/",
        "sales/customers/{customer}/contacts/new/",
        "sales/customers/{customer}/dates/new/",
        "sales/customers/{customer}/relations/new/",
        "sales/customers/{customer}/consents/new/",
    ],
    "zhou": [
        "sales/leads/?as=calendar",
        "sales/test-drives/dispatch/",
        "sales/customers/contacts/",
        "sales/customers/agents/",
        "sales/customers/agents/new/",
        "sales/customers/competitors/",
        "sales/customers/competitors/new/",
        "sales/customers/competitors/{rival}/",
        "sales/customers/competitors/{rival}/price/",
        "sales/customers/duplicates/",
        "sales/customers/merges/",
        "sales/customers/worth/",
        "sales/customers/worth/{customer}/",
        "sales/customers/worth/{customer}/classify/",
        "sales/customers/{customer}/share/",
        "sales/customers/{customer}/cards/new/",
        "sales/customers/worth/churn/",
        "sales/customers/transfer/",
        "messages/",
        "messages/batches/",
    ],
    "gm": [
        "sales/customers/worth/rule/",
        "sales/customers/tags/",
        "sales/customers/tags/new/",
        "sales/customers/retention/",
        "sales/customers/{customer}/credit/set/",
        "sales/customers/{customer}/reveals/",
        "vehicles/suppliers/",
        "vehicles/suppliers/new/",
        "vehicles/suppliers/{supplier}/",
        "insights/measures/",
    ],
    "wen": [
        "settings/import/",
        "settings/import/new/",
        "settings/custom-fields/",
        "settings/custom-fields/new/",
        "messages/templates/",
        "messages/templates/new/",
        "messages/channels/",
    ],
}
"""Pages of kinds that the others have shown in every width and theme: once, on a dark phone."""
SETTLE = """theme => {
  document.documentElement.dataset.theme = theme;
  for (let turn = 0; turn < 50; turn++) {
    const moving = document.getAnimations().filter(one => one.playState === 'running');
    if (!moving.length) return true;
    for (const one of moving) one.finish();
  }
  return false;
}"""
"""The colours of the theme, with none on its way to another one."""
AXE = Axe()
ALL_RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
RULES = {
    "light": {"resultTypes": ["violations"], "runOnly": ALL_RULES},
    "dark": {"resultTypes": ["violations"], "runOnly": ["color-contrast"]},
}
"""Between the two themes nothing differs but the colours."""
BEYOND = """width => {
  const root = document.documentElement, guilty = [];
  for (const e of document.querySelectorAll('body *')) {
    const before = e.style.display; e.style.setProperty('display', 'none', 'important');
    if (root.scrollWidth <= width) guilty.push(e.outerHTML.slice(0, 120));
    e.style.removeProperty('display'); e.style.display = before;
  }
  return guilty.slice(-3);
}"""
"""The innermost elements without which the page would fit."""


def addresses(world, username, pages=PAGES):
    draft, submitted, confirmed, _paid, delivered = world.orders
    words = {
        "draft": draft,
        "submitted": submitted,
        "order": confirmed,
        "done": delivered,
        "vin": world.saleable[0],
        "lead": world.leads[0],
        "customer": world.customer,
        "rival": world.rival,
        "supplier": world.supplier,
    }
    return [page.format(**words) for page in pages[username]]


def settle(page, theme):
    """The page in a theme as it is when everything that moves has arrived."""
    assert page.evaluate(SETTLE, theme), f"{page.url} never comes to rest"


def violations(page, theme):
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate("rules => axe.run(rules).then(all => all.violations)", RULES[theme])
    return [f"{page.url}: {v['id']} {[n['html'][:160] for n in v['nodes']][:3]}" for v in found]


def faults_of(person, address):
    """One look at a page on a phone in the dark: it answers, fits and is accessible."""
    with person.page.expect_response(lambda r: r.request.is_navigation_request()) as answer:
        page = person.go(address)
    settle(page, "dark")
    faults = violations(page, "light")
    if answer.value.status != 200:
        faults.append(f"{address}: {answer.value.status}")
    if page.evaluate("document.documentElement.scrollWidth") > 390:
        faults.append(f"{address} is wide: {page.evaluate(BEYOND, 390)}")
    return faults


@pytest.mark.feature("BEY-24")
@pytest.mark.parametrize("username", list(PAGES))
def test_pages_are_accessible_in_light_and_dark(enter, world, username):
    person = enter(username)
    faults = []
    for address in addresses(world, username):
        page = person.go(address)
        for theme in ("light", "dark"):
            settle(page, theme)
            faults += [f"{theme} {fault}" for fault in violations(page, theme)]
    assert not faults, "\n".join(faults)


@pytest.mark.feature("BEY-24")
@pytest.mark.parametrize("username", list(PAGES))
def test_pages_fit_a_phone(enter, world, username):
    person = enter(username, phone=True)
    wide = []
    for address in addresses(world, username):
        page = person.go(address)
        for width in (390, 320):
            page.set_viewport_size({"width": width, "height": 844})
            needed = page.evaluate(
                "Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)"
            )
            if needed > width:
                culprits = page.evaluate(BEYOND, width)
                wide.append(f"{address}: {needed} px on {width}: {culprits}")
    assert not wide, "\n".join(wide)


@pytest.mark.feature("BEY-24")
@pytest.mark.parametrize("username", list(ONCE))
def test_every_other_page_fits_a_phone_and_is_accessible(enter, world, username):
    person = enter(username, phone=True)
    faults = []
    for address in addresses(world, username, ONCE):
        faults += faults_of(person, address)
    assert not faults, "\n".join(faults)


@pytest.mark.feature("PLT-44")
def test_an_order_is_entered_with_the_keyboard_alone(enter, world):
    vin = world.take()
    page = enter("lin").go("sales/orders/new/")
    keys = page.keyboard
    _tab_to(page, "customer_text")
    keys.type("13700001111"[-4:], delay=10)
    expect(page.locator(".lkl:visible [role=option]").first).to_be_visible()
    keys.press("Enter")
    _tab_to(page, "vehicle_text")
    keys.type(vin[-6:], delay=10)
    expect(page.locator(".lkl:visible [role=option]", has_text=vin)).to_be_visible()
    keys.press("Enter")
    expect(page.locator("input[name=amount_price]")).not_to_have_value("")
    _tab_to(page, "items-0-item")
    keys.press("ArrowDown")
    _tab_to(page, "action", back=True)
    assert page.evaluate("document.activeElement.value") == "submit"
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/sales/orders/SO[\d-]+/$"))
    order = SalesOrder.objects.get(vehicle__vin=vin)
    assert (order.status, order.customer.name, order.lines.count()) == ("submitted", "周慧", 2)


SLOW_LINE = """() => {
  const plain = window.fetch;
  window.fetch = (...all) => new Promise(then => setTimeout(then, 600)).then(() => plain(...all));
}"""


@pytest.mark.feature("PLT-44")
def test_enter_before_the_answer_never_takes_what_an_older_text_found(enter, world):
    vin = world.saleable[-1]
    page = enter("lin").go("sales/orders/new/")
    page.focus("input[name=vehicle_text]")
    expect(page.locator(".lkl:visible [role=option]").nth(1)).to_be_visible()
    page.evaluate(SLOW_LINE)
    page.keyboard.type(vin[-6:], delay=10)
    page.keyboard.press("Enter")
    expect(page.locator("input[name=vehicle]")).to_have_value("")
    expect(page.locator("input[name=vehicle_text]")).to_have_value(re.compile(vin))
    expect(page.locator("input[name=vehicle]")).not_to_have_value("")
    name = page.input_value("input[name=vehicle_text]").replace(vin, "").split()[0]
    page.fill("input[name=vehicle_text]", name)
    page.keyboard.press("Enter")
    expect(page.locator(".lkl:visible [role=option]").nth(1)).to_be_visible()
    page.wait_for_timeout(50)
    assert page.input_value("input[name=vehicle]") == ""
    page.keyboard.press("Enter")
    expect(page.locator("input[name=vehicle]")).not_to_have_value("")


def _tab_to(page, name, *, back=False):
    for _press in range(60):
        if page.evaluate("document.activeElement.name") == name:
            return
        page.keyboard.press("Shift+Tab" if back else "Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


@pytest.mark.feature("PLT-29")
def test_the_palette_finds_a_car_by_the_end_of_its_vin(enter, world):
    vin = world.saleable[0]
    page = enter("lin").go("sales/orders/")
    page.keyboard.press("Control+k")
    expect(page.locator("#cmdk")).to_be_visible()
    page.keyboard.type(vin[-6:], delay=10)
    expect(page.locator("#cmdk-res [role=option]", has_text=vin[-6:]).first).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(vin))


@pytest.mark.feature("PLT-30")
def test_theme_and_language_stay_as_chosen(enter):
    person = enter("kim")
    page = person.go("sales/orders/")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    with page.expect_response(re.compile("preferences")):
        page.click("[data-theme-toggle]:visible")
    chosen = page.evaluate("document.documentElement.dataset.theme")
    page.click("a.lang")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    for address in ("vehicles/", "sales/customers/"):
        page = person.go(address)
        expect(page.locator("html")).to_have_attribute("lang", "en")
        expect(page.locator("html")).to_have_attribute("data-theme", chosen)
    page.click("a.lang")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")


@pytest.mark.feature("PLT-36")
def test_back_returns_to_the_filtered_list(enter, world):
    page = enter("lin").go("sales/orders/")
    wanted = world.orders[2]
    page.fill("[data-listsearch]:visible", wanted)
    rows = page.locator("#list tbody tr")
    expect(rows).to_have_count(1)
    expect(page).to_have_url(re.compile(f"q={wanted}"))
    page.locator("#list tbody a", has_text=wanted).first.click()
    page.wait_for_url(re.compile(f"/orders/{wanted}/"))
    page.go_back()
    expect(page).to_have_url(re.compile(f"q={wanted}"))
    expect(page.locator("[data-listsearch]:visible")).to_have_value(wanted)
    expect(page.locator("#list tbody tr")).to_have_count(1)


@pytest.mark.feature("X-04")
def test_a_double_click_makes_one_order(enter, world):
    vin = world.take()
    person = enter("lin")
    page = person.go("sales/orders/new/")
    person.pick("customer", "周慧")
    person.pick("vehicle", vin[-6:])
    expect(page.locator("input[name=amount_price]")).not_to_have_value("")
    page.dblclick("button[name=action][value=submit]:visible")
    page.wait_for_url(re.compile(r"/sales/orders/SO[\d-]+/$"))
    assert SalesOrder.objects.filter(vehicle__vin=vin).count() == 1
    expect(page.locator(".al.red:visible")).to_have_count(0)


def test_everything_important_works_without_scripts(chromium, server, world):
    vin = world.take()
    context = chromium.new_context(base_url=server, java_script_enabled=False)
    context.add_cookies([{"name": "marque_books", "value": CODE, "url": server}])
    page = context.new_page()
    page.goto("/bj/sales/orders/")
    page.fill("input[name=login]", "lin")
    page.fill("input[name=password]", PASSWORD)
    page.click("form[action*='/login/'] button.p")
    page.wait_for_url(re.compile("/bj/sales/orders/"))
    expect(page.locator("#list tbody tr").first).to_be_visible()
    page.goto("/bj/sales/orders/new/")
    page.fill("input[name=customer_text]", "周慧")
    page.fill("input[name=vehicle_text]", vin[-6:])
    page.fill("input[name=amount_price]", "180000")
    page.select_option("select[name=items-0-item]", "accessory:JP001")
    page.click("button[name=action][value=submit]:visible")
    page.wait_for_url(re.compile(r"/sales/orders/SO[\d-]+/$"))
    page.locator("form[action$='/do/confirm/'] button:visible").first.click()
    expect(page.locator("#order-live")).to_be_visible()
    assert SalesOrder.objects.get(vehicle__vin=vin).status == "confirmed"
    context.close()


def test_a_lost_line_and_a_broken_server_are_said_and_nothing_is_lost(enter, world):
    from marque.billing.testing import make_receipt

    order = SalesOrder.objects.get(number=world.orders[2])
    make_receipt(order, "1000", kind="earnest", by=order.owner)
    person = enter("he")
    page = person.go("finance/cashier/")
    row = page.locator("#cashier li", has_text=order.number).first
    page.route("**/do/confirm/", lambda route: route.fulfill(status=500, body="fault"))
    row.locator("button").click()
    expect(page.locator(".toast.bad")).to_be_visible()
    expect(row).to_be_visible()
    page.unroute("**/do/confirm/")
    page.locator(".toast.bad").evaluate_all("all => all.forEach(t => t.remove())")
    person.context.set_offline(True)
    expect(page.locator(".toast.bad")).to_be_visible()
    person.context.set_offline(False)
    expect(row).to_be_visible()

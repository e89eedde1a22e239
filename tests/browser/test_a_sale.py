"""A car is sold through the pages, by everybody it takes, each at an own window."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import expect

from marque.foundation.attachments.testing import picture
from marque.kernel.identity_numbers import resident_check_character
from marque.sales.models import SalesOrder

TEAMS = {
    "zh": {"consultant": "lin", "cashier": "he", "keeper": "shen", "accountant": "qin"},
    "en": {"consultant": "amy", "cashier": "joan", "keeper": "sam", "accountant": "quinn"},
}
WORDS = {
    "zh": {"lang": "zh-Hans", "waiting": "未到账", "all_paid": "款已到齐", "done": "已交车"},
    "en": {"lang": "en", "waiting": None, "all_paid": None, "done": None},
}
CJK = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.feature("ORD-36")
@pytest.mark.feature("FIN-22")
@pytest.mark.feature("X-11")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_car_is_sold_on_the_desktop(enter, world, language):
    number = sell(enter, world, language, phone=False, n=1 + (language == "en"))
    assert SalesOrder.objects.get(number=number).status == "delivered"


@pytest.mark.feature("ORD-36")
@pytest.mark.feature("BEY-24")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_car_is_sold_on_a_phone(enter, world, language):
    number = sell(enter, world, language, phone=True, n=3 + (language == "en"))
    assert SalesOrder.objects.get(number=number).status == "delivered"


def sell(enter, world, language, *, phone, n):
    """From the new order to the books, each by whose job it is; the number of the order."""
    team, words = TEAMS[language], WORDS[language]
    consultant = enter(team["consultant"], phone=phone)
    cashier = enter(team["cashier"], phone=phone)
    keeper = enter(team["keeper"], phone=phone)
    vin = world.take()
    if not phone and language == "zh":
        vin = inspect(keeper, world)
    number = write_order(consultant, vin, n)
    expect(consultant.page.locator("html")).to_have_attribute("lang", words["lang"])
    consultant.press("confirm")

    take_money(consultant, cashier, number)
    if words["all_paid"]:
        expect(consultant.page.locator("#order-live")).to_contain_text(words["waiting"])
    take_money(consultant, cashier, number)
    if words["all_paid"]:
        expect(consultant.page.locator("#order-live")).to_contain_text(words["all_paid"])

    cashier.go(f"sales/orders/{number}/")
    cashier.press("invoice")
    keeper.go(f"sales/orders/{number}/")
    keeper.press("outbound")
    hand_over(consultant, number)
    check_books(enter(team["accountant"], phone=phone), number)
    if language == "en":
        shown = consultant.go(f"sales/orders/{number}/").locator(".rechead .st").first.inner_text()
        assert not CJK.search(shown), shown
    return number


def inspect(keeper, world):
    """The keeper passes every item of the inspection of a car that has just arrived."""
    vin = world.uninspected.pop()
    page = keeper.go(f"vehicles/{vin}/")
    keeper.press("pdi")
    page.wait_for_url(re.compile("/vehicles/pdi/"))
    buttons = page.locator("li.pdi-item button.pdi-pass")
    for item in range(buttons.count()):
        buttons.nth(item).click()
        expect(buttons.nth(item)).to_have_attribute("aria-pressed", "true")
    keeper.press("complete")
    return vin


def write_order(consultant, vin, n):
    page = consultant.go("sales/orders/new/")
    page.locator("section", has=page.locator("input[name=new_name]")).locator("summary").click()
    page.fill("input[name=new_name]", f"欧阳测试{n}")
    page.fill("input[name=new_phone]", f"1360000{n:04d}")
    body = f"1101051990010{n}123"
    page.fill("input[name=new_id_number]", body + resident_check_character(body))
    consultant.pick("vehicle", vin[-6:])
    expect(page.locator("input[name=amount_price]")).not_to_have_value("")
    page.select_option("select[name=items-0-item]", "accessory:JP001")
    page.select_option("select[name=items-1-item]", "accessory:JP002")
    expect(page.locator("[data-total=net]")).to_contain_text("184,160.00")
    page.click("button[name=action][value=submit]:visible")
    page.wait_for_url(re.compile(r"/sales/orders/SO[\d-]+/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def take_money(consultant, cashier, number):
    """The consultant registers what the form proposes; the cashier confirms; the open page knows."""
    page = consultant.go(f"sales/orders/{number}/")
    page.locator("a[href*='receipts/new/?payable=']:visible").first.click()
    page.wait_for_url(re.compile("receipts/new"))
    page.locator("main form button.p:visible").first.click()
    page.wait_for_url(re.compile(r"/receipts/[A-Z]"))
    page = consultant.go(f"sales/orders/{number}/")
    before = page.locator("#order-live").inner_text()
    page.evaluate("window.notReloaded = true")
    page.wait_for_timeout(700)  # the event stream opens after the page has loaded

    desk = cashier.go("finance/cashier/")
    row = desk.locator("#cashier li", has_text=number)
    expect(row).to_have_count(1)
    row.locator("button").click()
    pressed = time.monotonic()
    expect(page.locator("#order-live")).not_to_have_text(before, timeout=5_000)
    assert time.monotonic() - pressed < 5
    assert page.evaluate("window.notReloaded")
    expect(row).to_have_count(0)


def hand_over(consultant, number):
    page = consultant.go(f"sales/orders/{number}/handover/")
    files = page.locator("#attachments")
    files.locator("input[type=file]").set_input_files(
        {"name": "handover.png", "mimeType": "image/png", "buffer": picture().read()}
    )
    with page.expect_navigation():
        files.locator("button:has(.i-upload)").click()
    form = page.locator("form[data-signature]")
    for box in form.locator("input[type=checkbox]").all():
        box.check()
    form.locator("input[name=signed_name]").fill("欧阳测试")
    form.locator("input[name=signed_name]").blur()
    canvas = form.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    x, y = box["x"] + 30, box["y"] + 60
    page.mouse.move(x, y)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(x + 20 * step, y + (20 if step % 2 else -20))
    page.mouse.up()
    expect(form.locator("[data-signature-value]")).to_have_value(re.compile("^data:image/png"))
    with page.expect_navigation():
        form.locator("button.p").click()
    page = consultant.go(f"sales/orders/{number}/handover/")
    drawing = page.locator("img[src*='signature']")
    drawing.scroll_into_view_if_needed()
    page.wait_for_function("i => i.complete && i.naturalWidth > 100", arg=drawing.element_handle())


def check_books(accountant, number):
    page = accountant.go(f"sales/orders/{number}/vouchers/")
    links = page.locator("main a[href*='/finance/vouchers/']:visible")
    assert links.count() >= 6
    links.first.click()
    page.wait_for_url(re.compile(r"/finance/vouchers/\d+/"))
    page = accountant.go("finance/trial-balance/")
    expect(page.locator(".ph .st.green")).to_be_visible()
    expect(page.locator(".ph .st.red")).to_have_count(0)

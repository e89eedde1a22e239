"""The reception and a test drive at real windows: by keyboard in 20 seconds, on a phone with a finger."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

BUDGET = 20
FIRST_SLOT = re.compile(r"/sales/test-drives/new/\?car=")


@pytest.mark.feature("LED-05")
@pytest.mark.feature("BEY-10")
@pytest.mark.parametrize("phone", ["13700001111", "1111"])
def test_a_known_customer_is_registered_by_keyboard_in_twenty_seconds(enter, world, phone):
    """From the arrival to the saved visit, no hand on the mouse; the owner is shown meanwhile."""
    page = enter("sun").go("sales/reception/")
    box = page.locator("input[name=visitor_text]")
    expect(box).to_be_focused()
    began = time.monotonic()
    page.keyboard.type(phone, delay=60)
    option = page.locator(".lkl:visible [role=option]", has_text="周慧")
    expect(option).to_contain_text("归属 林晓彤")
    page.keyboard.press("Enter")
    expect(page.locator("#visitor-known")).to_contain_text("林晓彤")
    page.keyboard.press("F2")
    page.keyboard.press("Alt+2")
    expect(page.locator("input[name=party_size][value='2']")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    took = time.monotonic() - began
    expect(page.locator("#alerts, #toasts").first).to_be_attached()
    expect(page.locator("body")).to_contain_text("林晓彤 接待")
    assert took < BUDGET, took
    page.locator("#floor .vis", has_text="周慧").first.wait_for()


@pytest.mark.feature("LED-06")
def test_a_complaint_with_a_plate_reaches_the_manager_and_the_boards(enter, world):
    """Two reception windows: what one registers the other one shows by itself."""
    watching = enter("sally").go("sales/reception/")
    watching.evaluate("window.notReloaded = true")
    watching.wait_for_timeout(700)  # the event stream opens after the page has loaded
    before = watching.locator("#floor .cnt").first.inner_text()
    page = enter("sun").go("sales/reception/")
    page.keyboard.type("苏A12345", delay=20)
    page.keyboard.press("F3")
    expect(page.locator("input[name=errand][value=complaint]")).to_be_checked()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("body")).to_contain_text("投诉")
    expect(watching.locator("#floor .cnt").first).not_to_have_text(before, timeout=8_000)
    assert watching.evaluate("window.notReloaded")


@pytest.mark.feature("LED-22")
@pytest.mark.feature("BEY-10")
def test_a_test_drive_is_booked_signed_and_driven_on_a_phone(enter, world):
    """Everything between the free slot and the customer's words, at 390 pixels."""
    consultant, keeper = enter("lin", phone=True), enter("shen", phone=True)
    number = book(consultant, world.demo_cars[0])
    page = keeper.go(f"sales/test-drives/{number}/")
    page.locator("a[href$='/do/dispatch/']:visible").first.click()
    dispatch = page.locator("form[action$='/do/dispatch/'] button.p:visible")
    with page.expect_navigation():
        dispatch.click()
    page = consultant.go(f"sales/test-drives/{number}/")
    press(page, "arrive")
    page.fill("input[name=driver_name]", "周慧")
    page.fill("input[name=licence_until]", str(timezone.localdate() + timedelta(days=400)))
    press(page, "licence")
    expect(page.locator("#step .agree")).to_contain_text("酒")
    sign(page)
    press(page, "sign")
    expect(page.locator("body")).to_contain_text("签署后未改动")
    press(page, "start")
    page.fill("input[name=odometer_in]", "12")
    press(page, "finish")
    page.fill("textarea[name=feedback]", "空间大")
    press(page, "feedback")
    expect(page.locator(".rechead .st").first).to_have_text("已完成")
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, width
    paper = page.request.get(f"/bj/sales/test-drives/{number}/print/agreement/")
    assert paper.body()[:5] == b"%PDF-"


def press(page, act):
    """The blue button of a step."""
    button = page.locator(f"form[action$='/do/{act}/'] button.p:visible").first
    with page.expect_navigation():
        button.click()


def book(consultant, vin):
    """The first free half hour of tomorrow, for the customer 周慧."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    page = consultant.go(f"sales/test-drives/board/?on={tomorrow}")
    slot = page.locator(f"a.btn[href*='car={vin}']:visible").first
    slot.click()
    page.wait_for_url(FIRST_SLOT)
    consultant.pick("customer", "周慧")
    page.locator("main form button.p:visible").first.click()
    page.wait_for_url(re.compile(r"/test-drives/TD[\d-]+/$"))
    return page.url.rstrip("/").rpartition("/")[2]


def sign(page):
    """A stroke of the finger across the pad."""
    pad = page.locator("canvas.sign")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    page.mouse.move(box["x"] + 30, box["y"] + 60)
    page.mouse.down()
    for n in range(1, 12):
        page.mouse.move(box["x"] + 30 + 20 * n, box["y"] + 60 + 40 * (n % 2))
    page.mouse.up()
    expect(page.locator("[data-signature].drawn")).to_have_count(1)

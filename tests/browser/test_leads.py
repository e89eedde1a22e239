"""Leads in a real browser: thirty seconds with one thumb, twenty for a new one, cards that move."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import expect

from marque.crm.models import FollowUp, Lead, LevelChange


def lead_of(name):
    return Lead.objects.with_details().filter(customer__name=name).exclude(owner=None).get()


@pytest.mark.feature("BEY-10", "LED-04")
def test_a_follow_up_on_a_phone_takes_less_than_thirty_seconds_with_one_thumb(enter):
    feng = enter("feng", phone=True)
    page = feng.go("sales/follow-ups/")
    expect(page.locator("h2.fs18")).to_have_text("杨帆")
    before = FollowUp.objects.count()
    began = time.monotonic()
    page.locator("#results label", has_text="继续跟进").tap()
    page.locator("#fn").tap()
    page.keyboard.type("周日上午带家人来看三排", delay=60)
    page.locator("#nexts label").first.tap()
    page.locator(".abar button[value=next]").tap()
    expect(page.locator("h2.fs18")).to_have_text("徐志强")
    took = time.monotonic() - began
    assert took < 30, took
    assert FollowUp.objects.count() == before + 1
    lead = lead_of("杨帆")
    assert (lead.last_words, lead.status) == ("周日上午带家人来看三排", "open")
    for control in page.locator(".pick label:visible, .abar .btn:visible").all():
        assert control.bounding_box()["height"] >= 40


@pytest.mark.feature("BEY-10")
def test_the_same_by_keyboard_alone(enter):
    feng = enter("feng")
    page = feng.go(f"sales/follow-ups/{lead_of('王丽萍').number}/")
    page.keyboard.press("2")
    expect(page.locator("[name=result]:checked")).to_have_value("continue")
    page.keyboard.press("w")
    page.keyboard.type("试驾满意")
    page.locator("#nexts input").first.focus()
    page.keyboard.press("Space")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert lead_of("王丽萍").last_words == "试驾满意"


def test_losing_asks_for_its_reason_and_not_for_a_next_date(enter):
    page = enter("feng").go(f"sales/follow-ups/{lead_of('高翔').number}/")
    expect(page.locator(".if-lost")).to_be_hidden()
    page.locator("#results label", has_text="战败").click()
    expect(page.locator(".if-lost")).to_be_visible()
    expect(page.locator(".if-goes-on")).to_be_hidden()


@pytest.mark.feature("LED-01")
def test_a_new_lead_by_phone_takes_less_than_twenty_seconds(enter):
    ding = enter("ding")
    page = ding.go("sales/leads/new/")
    began = time.monotonic()
    page.fill("#id_phone", "")
    page.locator("#id_phone").press_sequentially("13566667777", delay=40)
    page.locator("#id_name").press_sequentially("宋先生", delay=40)
    page.get_by_text("懂车帝", exact=True).click()
    page.locator("button.p:visible").first.click()
    page.wait_for_url("**/sales/leads/L*/")
    assert time.monotonic() - began < 20
    page = ding.go("sales/leads/new/")
    page.locator("#id_phone").press_sequentially("13900002207", delay=10)
    expect(page.locator("#known")).to_contain_text("现在由 冯涛 跟进")


@pytest.mark.feature("LED-08")
def test_a_card_moves_by_its_menu_with_the_reason_and_comes_back(enter):
    feng = enter("feng")
    page = feng.go("sales/leads/?as=kanban&view=mine")
    card = page.locator(".kcard", has_text="朱敏")
    expect(page.locator("[data-drop=B]")).to_contain_text("朱敏")
    card.locator("[data-menu]").click()
    page.locator("#km [data-move=C]").click()
    page.fill("#why-in", "等年终奖")
    page.locator("#why-ok").click()
    expect(page.locator("[data-drop=C]")).to_contain_text("朱敏")
    expect(page.locator(".toast")).to_contain_text("朱敏 已调整为 C 级")
    change = LevelChange.objects.filter(lead__customer__name="朱敏").first()
    assert (change.to_level.code, change.reason) == ("C", "等年终奖")
    card = page.locator(".kcard", has_text="朱敏")
    card.locator("[data-menu]").click()
    page.locator("#km [data-move=B]").click()
    expect(page.locator("[data-drop=B]")).to_contain_text("朱敏")


def test_a_card_moves_by_drag(enter):
    page = enter("feng").go("sales/leads/?as=kanban&view=mine")
    page.locator(".kcard", has_text="蒋文博").drag_to(page.locator("[data-drop=B]"))
    expect(page.locator("[data-drop=B]")).to_contain_text("蒋文博")
    expect(page.locator(".toast")).to_contain_text("B 级")
    assert lead_of("蒋文博").level.code == "B"


def test_the_queue_of_dcc_works_from_the_keyboard(enter):
    page = enter("ding").go("sales/leads/queue/")
    expect(page.locator(".qrow").first).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".qrow").nth(1)).to_be_focused()
    with page.expect_navigation():
        page.keyboard.press("1")
    assert "/sales/follow-ups/L" in page.url
    page.locator("#dial").click()
    expect(page.locator("#dial-number")).to_have_text("13900003040")

"""The words and figures of the look."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from marque.foundation.ui.templatetags import ui


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [(189800, 0, "189,800"), (Decimal("-1200.5"), 2, "−1,200.50"), ("", 0, "—"), (0, 2, "0.00")],
)
def test_yuan_groups_thousands_and_writes_a_real_minus(value, places, text):
    assert text in ui.yuan(value, places)


def test_negative_money_is_red_and_signed():
    assert ui.money(Decimal(-88)) == '<span class="neg">−¥88.00</span>'


@pytest.mark.parametrize(
    ("value", "chinese", "english"),
    [
        (3_540_000, "¥354 万", "¥3.54M"),
        (120_000_000, "¥1.2 亿", "¥120M"),
        (9_800, "¥9,800", "¥9.8K"),
        (-52_000, "−¥5.2 万", "−¥52K"),
    ],
)
def test_overview_figures_follow_the_language(value, chinese, english):
    with translation.override("zh-hans"):
        assert ui.money_short(value) == chinese
    with translation.override("en"):
        assert ui.money_short(value) == english


@pytest.mark.parametrize(
    ("phone", "masked"),
    [("13812346128", "138****6128"), ("138 1234 6128", "138****6128"), ("110", "****"), ("", "")],
)
def test_phone_numbers_are_masked(phone, masked):
    assert ui.phone_mask(phone) == masked


def test_identity_numbers_show_four_and_four():
    assert ui.id_mask("110105199003071234") == "1101**********1234"


def test_vin_is_grouped_three_six_eight_with_six_bold():
    html = ui.vin("LQCXA7P1XNK026418")
    assert "LQC<span" in html
    assert "XA7P1X" in html
    assert "<b>026418</b>" in html
    assert ui.vin("") == ""


@pytest.mark.parametrize(("days", "cls"), [(0, 1), (30, 1), (31, 2), (90, 3), (91, 4), (400, 5)])
def test_age_classes_end_at_30_60_90_180_days(days, cls):
    assert ui.agecls(days) == cls
    assert f'class="age a{cls}"' in ui.age(days)


def test_text_is_escaped():
    assert "<script>" not in ui.st("<script>", "red")
    assert "<b>x" not in ui.vin8("<b>x</b>LQCXA7P1XNK")


def test_dates_are_short_within_the_year():
    today = timezone.localdate()
    assert ui.day_short(today) == today.strftime("%m-%d")
    assert ui.day_short(date(2001, 2, 3)) == "2001-02-03"
    assert ui.day(date(2026, 11, 20)) == "2026-11-20"
    assert ui.day_long(date(2026, 11, 20)).startswith("11 月 20 日 ")


def test_a_time_of_another_day_says_which():
    now = timezone.localtime().replace(hour=14, minute=5)
    assert ui.clock_on(now) == "14:05"
    before = now - timedelta(days=2)
    assert ui.clock_on(before) == f"{ui.day_short(before)} 14:05"
    with translation.override("en"):
        assert ui.clock_on(before) == f"{before.day} {before:%b} 14:05"
    assert ui.clock_on(None) == ""


def test_ago_says_minutes_then_hours_then_the_date():
    now = timezone.now()
    assert "5 分钟前" in ui.ago(now - timedelta(minutes=5, seconds=2))
    assert "3 小时前" in ui.ago(now - timedelta(hours=3, seconds=2))
    old = now - timedelta(days=3)
    assert ui.day_short(old) in ui.ago(old)


def test_query_replaces_and_removes_parameters():
    request = RequestFactory().get("/bj/x/?q=a&page=3")
    template = Template("{% query page=None sort='-age' %}")
    assert template.render(Context({"request": request})) == "?q=a&amp;sort=-age"


def test_surl_stays_in_the_store():
    text = Template("{% surl 'desk' %} {% surl 'ui:preferences' %}").render(
        Context({"store_code": "bj"})
    )
    assert text == "/bj/ /preferences/"


def test_spark_draws_a_line_or_nothing():
    assert "<polyline" in ui.spark([1, 3, 2])
    assert ui.spark([1]) == ""

"""What to do next, and why now."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from marque.crm.queries.next_action import LeadFacts, days_to_birthday, next_actions

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def first(**facts):
    told = {"now": NOW, "today": NOW.date()} | facts
    return next_actions(LeadFacts(**told))[0]


def test_a_new_lead_is_called_before_its_time_runs_out():
    advice = first(is_new=True, arrived_at=NOW - 0.3 * HOUR, next_at=NOW + 0.2 * HOUR)
    assert (advice.label, advice.why) == ("首次联系", "线索到达 18 分钟，首响还剩 12 分钟")
    late = first(is_new=True, arrived_at=NOW - 2 * HOUR, next_at=NOW - HOUR)
    assert late.why == "线索到达 2 小时，首响已超时 1 小时"


def test_the_overdue_hot_lead_with_the_last_words():
    advice = first(level="H", next_at=NOW - 17 * HOUR, last_words="等置换评估价")
    assert advice.label == "马上联系"
    assert advice.why == "H级约定的联系已逾期 17 小时；上次说：等置换评估价"


def test_a_quote_that_was_asked_for_comes_before_a_test_drive():
    labels = [
        a.label
        for a in next_actions(
            LeadFacts(now=NOW, today=NOW.date(), level="H", last_result="quote", next_at=NOW + HOUR)
        )
    ]
    assert labels[:2] == ["做报价", "邀约试驾"]


def test_driven_and_not_quoted():
    assert first(level="A", has_test_driven=True, next_at=NOW + HOUR).why == "已试驾，还没有报价"


def test_unanswered_thrice_is_tried_another_way():
    assert first(level="B", unanswered_calls=3, next_at=NOW + HOUR).label == "改发微信"


def test_birthdays_cross_the_year_and_leap_days():
    assert days_to_birthday(date(1990, 1, 2), date(2026, 12, 31)) == 2
    assert days_to_birthday(date(2000, 2, 29), date(2027, 2, 27)) == 2
    assert first(level="C", has_visited=True, born_on=date(1990, 11, 20)).why == "今天生日"


@given(st.dates(date(1930, 1, 1), date(2020, 12, 31)), st.dates(date(2024, 1, 1), date(2032, 1, 1)))
def test_a_birthday_is_never_further_than_a_year(born_on, today):
    assert 0 <= days_to_birthday(born_on, today) <= 366


def test_there_is_always_something_to_do():
    assert first(has_visited=True, next_at=NOW + HOUR, level="C").label == "按计划联系"

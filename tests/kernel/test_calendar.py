"""Periods and workdays: domain reference §10."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.holidays import add_workdays, holiday_name, is_announced, is_workday
from marque.kernel.periods import (
    Period,
    add_months,
    fiscal_year,
    full_years_between,
    month_end,
    periods_between,
)


def test_a_period():
    period = Period.parse("2026-11")
    assert str(period) == "2026-11"
    assert period == Period.parse("202611") == Period.of(date(2026, 11, 22))
    assert (period.first_on, period.last_on) == (date(2026, 11, 1), date(2026, 11, 30))
    assert date(2026, 11, 30) in period
    assert date(2026, 12, 1) not in period
    assert period.quarter == 4
    assert not period.is_year_end


@pytest.mark.parametrize("text", ["2026-13", "2026-00", "26-11", "2026/11", ""])
def test_texts_that_are_no_period(text):
    with pytest.raises(ValueError, match="会计期间"):
        Period.parse(text)


def test_a_month_that_does_not_exist():
    with pytest.raises(ValueError, match="会计期间"):
        Period(2026, 13)


def test_neighbours_cross_the_year():
    assert Period(2026, 12).following == Period(2027, 1)
    assert Period(2027, 1).preceding == Period(2026, 12)
    assert Period(2026, 12).is_year_end


def test_leap_days():
    assert month_end(date(2024, 2, 1)) == date(2024, 2, 29)
    assert month_end(date(2026, 2, 1)) == date(2026, 2, 28)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 1, 31), 2) == date(2026, 3, 31)
    assert add_months(date(2026, 3, 31), -1) == date(2026, 2, 28)


@pytest.mark.parametrize(
    ("start", "end", "years"),
    [
        (date(2026, 4, 6), date(2027, 10, 10), 1),
        (date(2026, 4, 6), date(2027, 4, 5), 0),
        (date(2026, 4, 6), date(2027, 4, 6), 1),
        (date(2024, 2, 29), date(2025, 2, 28), 1),
        (date(2026, 4, 6), date(2026, 4, 5), 0),
    ],
)
def test_full_years(start, end, years):
    assert full_years_between(start, end) == years


def test_the_fiscal_year_is_the_calendar_year():
    assert fiscal_year(2026) == tuple(periods_between(Period(2026, 1), Period(2026, 12)))


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(-240, 240))
def test_months_added_keep_the_order(day, months):
    moved = add_months(day, months)
    assert Period.of(moved) == Period.of(day).shifted(months)
    assert moved.day <= day.day


OFF_2026 = [
    ("元旦", date(2026, 1, 1), 3),
    ("春节", date(2026, 2, 15), 9),
    ("清明节", date(2026, 4, 4), 3),
    ("劳动节", date(2026, 5, 1), 5),
    ("端午节", date(2026, 6, 19), 3),
    ("中秋节", date(2026, 9, 25), 3),
    ("国庆节", date(2026, 10, 1), 7),
]


@pytest.mark.parametrize(("name", "first", "count"), OFF_2026)
def test_days_off_in_2026(name, first, count):
    days = [first + timedelta(days=index) for index in range(count)]
    assert not any(is_workday(day) for day in days)
    assert {holiday_name(day) for day in days} == {name}


@pytest.mark.parametrize("day", [(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)])
def test_working_weekends_in_2026(day):
    assert date(2026, *day).weekday() >= 5
    assert is_workday(date(2026, *day))
    assert holiday_name(date(2026, *day)) is None


def test_ordinary_days():
    assert is_workday(date(2026, 11, 23))
    assert not is_workday(date(2026, 11, 22))


def test_2027_is_statutory_only():
    assert is_announced(2026)
    assert not is_announced(2027)
    assert holiday_name(date(2027, 2, 6)) == "春节"
    assert holiday_name(date(2027, 9, 15)) == "中秋节"
    assert is_workday(date(2027, 2, 10))


def test_a_year_without_any_data():
    assert holiday_name(date(2031, 10, 1)) == "国庆节"
    assert is_workday(date(2031, 10, 6))


def test_workdays_skip_the_holiday():
    assert add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert add_workdays(date(2026, 9, 30), 0) == date(2026, 9, 30)

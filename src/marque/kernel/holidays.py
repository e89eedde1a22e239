"""Public holidays and make-up workdays of mainland China (domain reference §10).

Years the State Council has announced are exact, make-up weekends included.  Other
years fall back to Monday–Friday without the statutory days known; `is_announced`
tells the screen to warn.  A store's own calendar, where it has one, comes first.
"""

from __future__ import annotations

import functools
import json
from datetime import date, timedelta
from importlib import resources
from typing import Final, NamedTuple

_SATURDAY: Final = 5
_FIXED: Final = {
    "01-01": "元旦",
    "05-01": "劳动节",
    "05-02": "劳动节",
    "10-01": "国庆节",
    "10-02": "国庆节",
    "10-03": "国庆节",
}


class _Day(NamedTuple):
    name: str
    is_off: bool


class _Calendar(NamedTuple):
    announced: frozenset[int]
    days: dict[date, _Day]


@functools.cache
def _calendar() -> _Calendar:
    source = resources.files("marque.kernel").joinpath("data/holidays.json")
    content = json.loads(source.read_text(encoding="utf-8"))
    days = {
        date.fromisoformat(day): _Day(name, is_off=bool(is_off))
        for day, (name, is_off) in (content["statutory"] | content["announced"]).items()
    }
    return _Calendar(frozenset(content["years"]), days)


def is_announced(year: int) -> bool:
    """Tell whether the year's official calendar, with make-up weekends, is known."""
    return year in _calendar().announced


def _day(day: date) -> _Day | None:
    known = _calendar().days.get(day)
    if known is not None:
        return known
    name = _FIXED.get(f"{day:%m-%d}")
    return _Day(name, is_off=True) if name else None


def holiday_name(day: date) -> str | None:
    """Return the holiday a day off belongs to (春节), or `None`."""
    known = _day(day)
    return known.name if known and known.is_off else None


def is_workday(day: date) -> bool:
    """Tell whether people work on the day: a make-up Saturday is a workday."""
    known = _day(day)
    return day.weekday() < _SATURDAY if known is None else not known.is_off


def add_workdays(day: date, count: int) -> date:
    """Return the `count`-th workday after `day` (the day itself for 0)."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_workday(day)
    return day

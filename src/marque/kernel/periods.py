"""Calendar arithmetic of accounting: periods, month ends, anniversaries.

The fiscal year is the calendar year (Accounting Law art. 11).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Self

from marque.kernel.text import N_, Message

MONTHS: Final = 12
_PERIOD = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Period:
    """An accounting period (会计期间): one month.  `str()` gives `2026-11`."""

    year: int
    month: int

    def __post_init__(self) -> None:
        """Refuse a month that does not exist."""
        if not (1 <= self.month <= MONTHS and date.min.year <= self.year < date.max.year):
            raise ValueError(Message(N_("会计期间应为 2026-11 这样的年月。")))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the period a day belongs to."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `2026-11` or `202611`.  Raises `ValueError` with a sentence."""
        match = _PERIOD.fullmatch(text.strip())
        if match is None:
            raise ValueError(Message(N_("会计期间应为 2026-11 这样的年月。")))
        return cls(int(match[1]), int(match[2]))

    def __str__(self) -> str:
        """Return `yyyy-mm`."""
        return f"{self.year:04d}-{self.month:02d}"

    def __contains__(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return (day.year, day.month) == (self.year, self.month)

    @property
    def first_on(self) -> date:
        """The first day."""
        return date(self.year, self.month, 1)

    @property
    def last_on(self) -> date:
        """The last day; 29 February in leap years."""
        return month_end(self.first_on)

    @property
    def quarter(self) -> int:
        """1 … 4."""
        return (self.month + 2) // 3

    @property
    def is_year_end(self) -> bool:
        """Whether it is December, the last period of the fiscal year."""
        return self.month == MONTHS

    def shifted(self, months: int) -> Self:
        """Return the period so many months later (earlier if negative)."""
        year, month = divmod(self.year * MONTHS + self.month - 1 + months, MONTHS)
        return type(self)(year, month + 1)

    @property
    def following(self) -> Self:
        """The next period."""
        return self.shifted(1)

    @property
    def preceding(self) -> Self:
        """The period before."""
        return self.shifted(-1)


def month_end(day: date) -> date:
    """Return the last day of the month of `day`."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def add_months(day: date, months: int) -> date:
    """Return the same day so many months later, or that month's last day if it has none.

    Civil Code art. 202: without a corresponding day, the last day of the month.
    """
    target = Period.of(day).shifted(months)
    return target.first_on.replace(day=min(day.day, target.last_on.day))


def full_years_between(start: date, end: date) -> int:
    """Count the whole years from `start` to `end`; 29 February comes round on the 28th."""
    years = max(end.year - start.year, 0)
    return years - 1 if years and add_months(start, years * MONTHS) > end else years


def fiscal_year(year: int) -> tuple[Period, ...]:
    """Return the twelve periods of a fiscal year."""
    return tuple(Period(year, month) for month in range(1, MONTHS + 1))


def periods_between(first: Period, last: Period) -> Iterator[Period]:
    """Yield the periods from `first` to `last`, both included."""
    while first <= last:
        yield first
        first = first.following

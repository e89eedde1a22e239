"""Filters of a list. Each reads its own parameters of the query string and returns one ``Q``.

All state is in the query string, so a filtered list is a link. Parameters by attribute name:
``by_status=a&by_status=b`` (choice, related), ``age_min``/``age_max`` (numbers),
``day=month`` or ``day_from``/``day_to`` (dates), ``only_ev=1`` (yes/no), ``note=text``.
What cannot be read is ignored, never an error. Conditions over many-valued relations must use
``where`` with ``Exists`` so that no row is counted twice.
"""

# ruff: noqa: ARG002 - all filters share one signature; not each needs the table

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import KW_ONLY, dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.ui import offers

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from marque.foundation.ui.tables import Table

Option = tuple[str, str]
MAX_OPTIONS = 200
SHOWN = 3
DAYS = gettext_lazy("天")
YES = gettext_lazy("是")
NO = gettext_lazy("否")
PRESETS: tuple[tuple[str, Any], ...] = (
    ("today", gettext_lazy("今天")),
    ("yesterday", gettext_lazy("昨天")),
    ("week", gettext_lazy("本周")),
    ("month", gettext_lazy("本月")),
    ("last_month", gettext_lazy("上月")),
    ("30d", gettext_lazy("近 30 天")),
    ("year", gettext_lazy("今年")),
)


def clean_text(text: str, limit: int = 100) -> str:
    """Trim, normalise full-width forms, drop control characters, cut to ``limit``."""
    plain = unicodedata.normalize("NFKC", text[: limit * 4])
    return "".join(ch for ch in plain if ch.isprintable()).strip()[:limit]


def read_number(text: str) -> Decimal | None:
    """``1,200.5`` (full-width too) as a Decimal of at most 14 digits, else ``None``."""
    plain = re.sub(r"[,\s¥]", "", clean_text(text, 30))
    if not re.fullmatch(r"[-+]?\d{1,14}(\.\d{1,4})?", plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def read_day(text: str) -> date | None:
    """``2026-11-20`` as a date, else ``None``."""
    try:
        return date.fromisoformat(clean_text(text, 10))
    except ValueError:
        return None


@dataclass
class Filter:
    """Base of all filters: ``label`` on the chip, ``lookup`` the ORM path."""

    label: str | _StrPromise
    lookup: str = ""
    _: KW_ONLY
    primary: bool = True
    right: str = ""
    where: Callable[[Any], Q] | None = None
    key: str = field(default="", init=False)

    kind: ClassVar[str] = "text"

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name
        self.lookup = self.lookup or name

    def names(self) -> tuple[str, ...]:
        """The query parameters of this filter."""
        return (self.key,)

    def parse(self, params: QueryDict, table: Table) -> Any:
        """The value asked for, ``None`` when the filter is off."""
        return clean_text(params.get(self.key, "")) or None

    def q(self, value: Any, table: Table) -> Q:
        """The condition for a parsed value."""
        return self.where(value) if self.where else self.condition(value, table)

    def condition(self, value: Any, table: Table) -> Q:
        """The condition without a custom ``where``."""
        return Q(**{f"{self.lookup}__icontains": value})

    def text(self, value: Any, table: Table) -> str:
        """The value in words, for the chip."""
        return str(value)

    def options(self, table: Table) -> list[Option]:
        """Code and label of each choice; empty for filters without choices."""
        return []

    def fields(self, value: Any) -> dict[str, str]:
        """What the inputs of the panel show."""
        return {"value": "" if value is None else str(value)}


class TextFilter(Filter):
    """The field contains the text."""


@dataclass
class ChoiceFilter(Filter):
    """One or several of a few choices."""

    _: KW_ONLY
    choices: Iterable[tuple[Any, Any]] | Callable[[Table], Iterable[tuple[Any, Any]]] = ()

    kind: ClassVar[str] = "choice"

    def options(self, table: Table) -> list[Option]:
        if self.key not in table.option_cache:
            found = self.choices(table) if callable(self.choices) else self.choices
            table.option_cache[self.key] = [(str(code), str(label)) for code, label in found]
        return table.option_cache[self.key]

    def parse(self, params: QueryDict, table: Table) -> list[str] | None:
        asked = set(params.getlist(self.key))
        return [code for code, _label in self.options(table) if code in asked] or None

    def condition(self, value: list[str], table: Table) -> Q:
        return Q(**{f"{self.lookup}__in": value})

    def text(self, value: list[str], table: Table) -> str:
        labels = [label for code, label in self.options(table) if code in value]
        more = f" +{len(labels) - SHOWN}" if len(labels) > SHOWN else ""
        return _("、").join(labels[:SHOWN]) + more

    def fields(self, value: list[str] | None) -> dict[str, Any]:
        return {"values": value or []}


@dataclass
class RelatedFilter(ChoiceFilter):
    """One or several related rows. ``choices(table)`` returns ``(pk, label)`` pairs, for example
    ``Model.objects.values_list("pk", "name")``, and depends on the reader and the store alone."""

    def options(self, table: Table) -> list[Option]:
        if self.key not in table.option_cache:
            table.option_cache[self.key] = offers.kept(table, self.key, lambda: self.read(table))
        return table.option_cache[self.key]

    def read(self, table: Table) -> list[Option]:
        """What can be chosen now: one query."""
        found = self.choices(table) if callable(self.choices) else self.choices
        limited = found[:MAX_OPTIONS] if hasattr(found, "query") else found  # type: ignore[index]
        return [(str(code), str(label)) for code, label in limited]

    def parse(self, params: QueryDict, table: Table) -> list[str] | None:
        known = {code for code, _label in self.options(table)}
        if any(code and code not in known for code in params.getlist(self.key)):
            table.option_cache[self.key] = self.read(table)
        return super().parse(params, table)


@dataclass
class DateRangeFilter(Filter):
    """From a day to a day, both included, or a named range. ``is_datetime`` for ``…_at`` fields."""

    _: KW_ONLY
    is_datetime: bool = False

    kind: ClassVar[str] = "dates"

    def names(self) -> tuple[str, ...]:
        return (self.key, f"{self.key}_from", f"{self.key}_to")

    def parse(self, params: QueryDict, table: Table) -> tuple[str, date | None, date | None] | None:
        preset = params.get(self.key, "")
        if preset in dict(PRESETS):
            return (preset, *preset_range(preset, table.today))
        since = read_day(params.get(f"{self.key}_from", ""))
        until = read_day(params.get(f"{self.key}_to", ""))
        return ("", since, until) if since or until else None

    def condition(self, value: tuple[str, date | None, date | None], table: Table) -> Q:
        _preset, since, until = value
        condition = Q()
        if since:
            condition &= Q(**{f"{self.lookup}__gte": self._start(since)})
        if until and self.is_datetime:
            after = self._start(until + timedelta(days=1)) if until < date.max else None
            condition &= Q(**{f"{self.lookup}__lt": after}) if after else Q()
        elif until:
            condition &= Q(**{f"{self.lookup}__lte": until})
        return condition

    def _start(self, day: date) -> date | datetime:
        if not self.is_datetime or day == date.min:
            return day
        return timezone.make_aware(datetime.combine(day, time.min))

    def text(self, value: tuple[str, date | None, date | None], table: Table) -> str:
        preset, since, until = value
        if preset:
            return str(dict(PRESETS)[preset])
        return f"{since or ''} – {until or ''}".strip()

    def options(self, table: Table) -> list[Option]:
        return [(code, str(label)) for code, label in PRESETS]

    def fields(self, value: tuple[str, date | None, date | None] | None) -> dict[str, Any]:
        preset, since, until = value or ("", None, None)
        return {
            "preset": preset,
            "low": "" if preset or not since else since.isoformat(),
            "high": "" if preset or not until else until.isoformat(),
        }


def preset_range(preset: str, today: date) -> tuple[date, date]:
    """First and last day of a named range."""
    month = today.replace(day=1)
    ranges = {
        "today": (today, today),
        "yesterday": (today - timedelta(days=1), today - timedelta(days=1)),
        "week": (today - timedelta(days=today.weekday()), today),
        "month": (month, today),
        "last_month": ((month - timedelta(days=1)).replace(day=1), month - timedelta(days=1)),
        "30d": (today - timedelta(days=29), today),
        "year": (today.replace(month=1, day=1), today),
    }
    return ranges[preset]


@dataclass
class NumberRangeFilter(Filter):
    """From a number to a number, both included. ``unit`` stands behind the inputs."""

    _: KW_ONLY
    unit: str | _StrPromise = ""

    kind: ClassVar[str] = "numbers"

    def names(self) -> tuple[str, ...]:
        return (f"{self.key}_min", f"{self.key}_max")

    def parse(
        self, params: QueryDict, table: Table
    ) -> tuple[Decimal | None, Decimal | None] | None:
        low = read_number(params.get(f"{self.key}_min", ""))
        high = read_number(params.get(f"{self.key}_max", ""))
        return None if low is None and high is None else (low, high)

    def condition(self, value: tuple[Decimal | None, Decimal | None], table: Table) -> Q:
        low, high = value
        condition = Q()
        if low is not None:
            condition &= Q(**{f"{self.lookup}__gte": low})
        if high is not None:
            condition &= Q(**{f"{self.lookup}__lte": high})
        return condition

    def text(self, value: tuple[Decimal | None, Decimal | None], table: Table) -> str:
        low, high = (f"{part:,f}" if part is not None else None for part in value)
        if low and high:
            return f"{low}–{high} {self.unit}".strip()
        return (f"≥ {low} {self.unit}" if low else f"≤ {high} {self.unit}").strip()

    def fields(self, value: tuple[Decimal | None, Decimal | None] | None) -> dict[str, Any]:
        low, high = value or (None, None)
        return {
            "low": "" if low is None else f"{low:f}",
            "high": "" if high is None else f"{high:f}",
        }


@dataclass
class AgeFilter(NumberRangeFilter):
    """Days since a date field (``lookup``): ``age_min=91`` finds dates at least 91 days ago."""

    _: KW_ONLY
    unit: str | _StrPromise = DAYS

    def condition(self, value: tuple[Decimal | None, Decimal | None], table: Table) -> Q:
        low, high = value
        condition = Q(**{f"{self.lookup}__isnull": False})
        if low is not None:
            condition &= Q(**{f"{self.lookup}__lte": self._ago(table.today, low)})
        if high is not None:
            condition &= Q(**{f"{self.lookup}__gte": self._ago(table.today, high)})
        return condition

    def _ago(self, today: date, days: Decimal) -> date:
        return today - timedelta(days=max(0, min(int(days), 36_500)))


@dataclass
class BoolFilter(Filter):
    """Yes or no, in the words ``yes`` and ``no``."""

    _: KW_ONLY
    yes: str | _StrPromise = YES
    no: str | _StrPromise = NO

    kind: ClassVar[str] = "bool"

    def parse(self, params: QueryDict, table: Table) -> bool | None:
        return {"1": True, "0": False}.get(params.get(self.key, ""))

    def condition(self, value: bool, table: Table) -> Q:  # noqa: FBT001 - a value, not a switch
        return Q(**{self.lookup: value})

    def options(self, table: Table) -> list[Option]:
        return [("1", str(self.yes)), ("0", str(self.no))]

    def text(self, value: bool, table: Table) -> str:  # noqa: FBT001 - a value, not a switch
        return str(self.yes if value else self.no)

    def fields(self, value: bool | None) -> dict[str, Any]:  # noqa: FBT001 - a value
        return {"preset": {True: "1", False: "0"}.get(value, "")}  # type: ignore[arg-type]

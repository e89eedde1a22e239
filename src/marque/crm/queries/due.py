"""When the next contact is due, in the words of a card: 首响剩 12 分钟, 逾期 17 小时."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.queries.next_action import in_words

WEEK = 7
FAMILIES = {
    "new": "cyan",
    "open": "blue",
    "losing": "amber",
    "ordered": "green",
    "delivered": "green",
    "lost": "void",
    "frozen": "gray",
    "invalid": "gray",
    "on_file": "gray",
}
"""The colour family of each status of a lead."""


@dataclass(frozen=True, slots=True)
class Due:
    """A text and its colour: red, amber or none; `is_late` puts it under 逾期."""

    text: str
    family: str = ""
    is_late: bool = False


def due_of(lead: Any, *, now: datetime) -> Due:
    """How urgent a lead is."""
    if lead.status == "losing":
        return Due(_("战败待审"), "")
    at = lead.next_at
    if at is None:
        return Due("—")
    seconds = (at - now).total_seconds()
    if lead.status == "new" and lead.responded_at is None:
        return _first(seconds)
    if seconds < 0:
        return Due(_("逾期 %(time)s") % {"time": in_words(-seconds)}, "red", is_late=True)
    return Due(day_words(at, now=now), "amber" if _same_day(at, now) else "")


def _first(seconds: float) -> Due:
    if seconds < 0:
        return Due(_("首响超时 %(time)s") % {"time": in_words(-seconds)}, "red", is_late=True)
    return Due(_("首响剩 %(time)s") % {"time": in_words(seconds)}, "red")


def _same_day(at: datetime, now: datetime) -> bool:
    return timezone.localdate(at) == timezone.localdate(now)


def day_words(at: datetime, *, now: datetime) -> str:
    """``今天 11:00``, ``明天 10:00``, ``11-28 周六``, ``12-03``."""
    local, today = timezone.localtime(at), timezone.localdate(now)
    days = (local.date() - today).days
    if days == 0:
        return _("今天 %(time)s") % {"time": f"{local:%H:%M}"}
    if days == 1:
        return _("明天 %(time)s") % {"time": f"{local:%H:%M}"}
    if 0 < days <= WEEK:
        return f"{local:%m-%d} {weekday(local)}"
    return f"{local:%m-%d}" if local.year == today.year else f"{local:%Y-%m-%d}"


def weekday(local: date) -> str:
    """``周二``."""
    names = (_("周一"), _("周二"), _("周三"), _("周四"), _("周五"), _("周六"), _("周日"))
    return names[local.weekday()]


def next_choices(latest: datetime, *, now: datetime) -> list[tuple[str, str]]:
    """Up to three times to call next, (value, words): this evening, tomorrow, the last day."""
    today = timezone.localtime(now).replace(minute=0, second=0, microsecond=0)
    last = timezone.localtime(latest)
    times = [
        today.replace(hour=18),
        today.replace(hour=10) + timedelta(days=1),
        last.replace(hour=10, minute=0, second=0, microsecond=0),
    ]
    found: list[tuple[str, str]] = []
    for at in times:
        value = f"{at:%Y-%m-%dT%H:%M}"
        if now < at <= latest and value not in dict(found):
            found.append((value, chip_words(at, now=now)))
    return found


def chip_words(at: datetime, *, now: datetime) -> str:
    """``周日 10:00`` within a week, else ``12-05 10:00``."""
    local = timezone.localtime(at)
    days = (local.date() - timezone.localdate(now)).days
    if 1 < days < WEEK:
        return f"{weekday(local)} {local:%H:%M}"
    return day_words(at, now=now) if days <= 1 else f"{local:%m-%d %H:%M}"

"""When to call and when not to: quiet hours, first response, the latest next contact."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from marque.foundation.dictionaries import parameters
from marque.foundation.dictionaries.models import Entry

LAST_MINUTE = time(23, 59)
NEW_LEVEL = "H"
"""A lead without a level is chased like a hot one."""


def is_quiet(now: datetime, *, store: Any) -> bool:
    """Whether neither customers nor staff are to be disturbed at this time."""
    start, end = _quiet(store)
    return _within(timezone.localtime(now).hour, start, end)


def awake(at: datetime, *, store: Any) -> datetime:
    """The same time, or the end of the quiet hours it falls into."""
    start, end = _quiet(store)
    local = timezone.localtime(at)
    if not _within(local.hour, start, end):
        return at
    morning = local.replace(hour=end, minute=0, second=0, microsecond=0)
    return morning if morning >= local else morning + timedelta(days=1)


def first_deadline(now: datetime, *, store: Any) -> datetime:
    """By when a lead that came in now is to be answered."""
    minutes = int(parameters.value("crm.response_minutes", store=store))
    return awake(now, store=store) + timedelta(minutes=minutes)


def latest_next(level: Entry | None, *, now: datetime) -> datetime:
    """The last minute of the day by which a customer of this level is to be called again."""
    hours = int(level.value("hours")) if level else 48
    day = timezone.localdate(now + timedelta(hours=hours))
    return timezone.make_aware(datetime.combine(day, LAST_MINUTE))


def usual_next(level: Entry | None, *, now: datetime, store: Any) -> datetime:
    """When a customer of this level is called again if nobody says otherwise."""
    hours = int(level.value("hours")) if level else 48
    return awake(now + timedelta(hours=hours), store=store)


def day_bounds(now: datetime) -> tuple[datetime, datetime]:
    """Start and end of the local day."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return day, day + timedelta(days=1)


def _quiet(store: Any) -> tuple[int, int]:
    start = parameters.value("crm.quiet_from", store=store)
    return int(start), int(parameters.value("crm.quiet_until", store=store))


def _within(hour: int, start: int, end: int) -> bool:
    if start == end:
        return False
    return start <= hour < end if start < end else hour >= start or hour < end

"""One calendar of everything that was agreed with customers (LED-12).

The parts of crm register what they have: follow-ups here, test drives and activities in their
own modules, from `apps.ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Lead, TestDrive
from marque.crm.queries.due import weekday
from marque.crm.workflow import OCCUPYING

MOST = 200
WEEK = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something at a time: `key` is unique and stays; `detail` holds nothing secret."""

    key: str
    at: datetime
    ends_at: datetime | None = None
    title: str
    detail: str = ""
    url: str = ""
    icon: str = "clock"
    family: str = "blue"
    owner: Any = None


@dataclass(frozen=True, slots=True)
class Span:
    """Whose calendar, as who reads it, where, and from when until when."""

    user: Any
    store: Any
    people: Sequence[Any] | None
    start: datetime
    end: datetime


Source = Callable[[Span], Iterable[Entry]]
_sources: dict[str, Source] = {}


def register_source(key: str, source: Source) -> None:
    """Add a source; it yields only what `span.user` may see, for the owners in `span.people`
    (None: all of them)."""
    _sources[key] = source


def entries_of(span: Span) -> list[Entry]:
    """Everything in the span, in order of time; one query a source."""
    found = [entry for source in _sources.values() for entry in source(span)]
    return sorted(found, key=lambda entry: (entry.at, entry.key))


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the week on the page."""

    on: date
    is_today: bool
    entries: list[Entry]

    @property
    def name(self) -> str:
        """``周二``."""
        return weekday(self.on)


def week_of(monday: date, entries: Iterable[Entry], *, today: date) -> list[Day]:
    """The entries of seven days."""
    by_day: dict[date, list[Entry]] = {monday + timedelta(days=n): [] for n in range(WEEK)}
    for entry in entries:
        day = timezone.localdate(entry.at)
        if day in by_day:
            by_day[day].append(entry)
    return [Day(on, on == today, found) for on, found in by_day.items()]


def follow_ups(span: Span) -> Iterable[Entry]:
    """The agreed contacts of leads."""
    leads = (
        Lead.objects.visible_to(span.user)
        .in_store(span.store)
        .chased()
        .filter(next_at__gte=span.start, next_at__lt=span.end)
        .exclude(owner=None)
    )
    if span.people is not None:
        leads = leads.filter(owner__in=span.people)
    for lead in leads.with_details().select_related("trim__model").order_by("next_at")[:MOST]:
        yield Entry(
            key=f"lead-{lead.pk}",
            at=lead.next_at,
            title=_("跟进 %(name)s") % {"name": lead.customer.name},
            detail=" · ".join(part for part in (lead.wanted, lead.next_act) if part),
            url=lead.get_absolute_url(),
            icon="phone",
            family="amber" if lead.status == "new" else "blue",
            owner=lead.owner,
        )


def test_drives(span: Span) -> Iterable[Entry]:
    """Test drives that are planned or on the way."""
    drives = (
        TestDrive.objects.visible_to(span.user)
        .in_store(span.store)
        .filter(status__in=OCCUPYING, starts_at__gte=span.start, starts_at__lt=span.end)
    )
    if span.people is not None:
        drives = drives.filter(owner__in=span.people)
    rows = drives.select_related("customer", "owner", "store", "vehicle__trim__model")
    for drive in rows.order_by("starts_at")[:MOST]:
        yield Entry(
            key=f"drive-{drive.pk}",
            at=drive.starts_at,
            ends_at=drive.ends_at,
            title=_("试驾 %(name)s") % {"name": drive.customer.name},
            detail=str(drive.vehicle.trim.model.label),
            url=drive.get_absolute_url(),
            icon="steering-wheel",
            family="cyan",
            owner=drive.owner,
        )

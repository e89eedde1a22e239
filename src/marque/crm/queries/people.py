"""Who can chase leads, how busy they are and how well they do it (LED-20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max
from django.utils import timezone

from marque.crm.models import Assignment, Lead, Turn
from marque.crm.workflow import CHASED, WON, LeadStatus
from marque.foundation.access.authority import holders_of
from marque.organisation.models import User

RATED_DAYS = 90


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has in hand: open leads, the closing rate of the last 90 days in percent
    (None when nothing was decided or nobody asked), and when the last lead came by rule.

    `last_key` grows with every such lead: it tells who was last among those of one moment.
    """

    user: User
    chased: int
    rate: int | None
    last_at: datetime | None
    is_away: bool = False
    last_key: int = 0


def chasers(store: Any) -> Any:
    """Active staff of a store who may follow leads."""
    return holders_of("crm.follow_lead", store=store).order_by("pk")


def consultants(store: Any) -> list[User]:
    """Those who follow leads and do not hand them out: the consultants."""
    assigners = holders_of("crm.assign_lead", store=store).values("pk")
    return list(chasers(store).exclude(pk__in=assigners))


def managers(store: Any) -> list[User]:
    """Those who judge lost leads of a store: they hear of what is overdue."""
    return list(holders_of("crm.judge_lost", store=store))


def assigners(store: Any) -> list[User]:
    """Those who hand out leads of a store."""
    return list(holders_of("crm.assign_lead", store=store))


def who_see(people: Iterable[User], row: Any) -> list[User]:
    """Those whose scope holds the record: nobody is told of what they may not open."""
    rows = type(row).objects
    return [person for person in people if rows.visible_to(person).filter(pk=row.pk).exists()]


def loads_of(
    people: Iterable[User], *, store: Any, now: datetime, with_rates: bool = True
) -> list[Load]:
    """The load of each person; at most five queries, however many they are."""
    users = list(people)
    chased, rates = _chased(users), _rates(users, now=now) if with_rates else {}
    last, away = _last(users), _away(users, store=store, now=now)
    return [
        Load(u, chased.get(u.pk, 0), rates.get(u.pk), at, u.pk in away, key)
        for u in users
        for at, key in (last.get(u.pk, (None, 0)),)
    ]


def _chased(users: list[User]) -> dict[int, int]:
    return _counted(Lead.objects.filter(owner__in=users, status__in=CHASED).order_by())


def _rates(users: list[User], *, now: datetime) -> dict[int, int | None]:
    since = now - timedelta(days=RATED_DAYS)
    mine = Lead.objects.filter(owner__in=users).order_by()
    won = _counted(mine.filter(ordered_at__gte=since, status__in=WON))
    lost = _counted(mine.filter(status=LeadStatus.LOST, closed_at__gte=since))
    return {u.pk: _percent(won.get(u.pk, 0), won.get(u.pk, 0) + lost.get(u.pk, 0)) for u in users}


def _counted(leads: Any) -> dict[int, int]:
    return dict(leads.values("owner").annotate(n=Count("pk")).values_list("owner", "n"))


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def _last(users: list[User]) -> dict[int, tuple[datetime, int]]:
    rows = Assignment.objects.filter(to_user__in=users, how=Assignment.How.RULE).order_by()
    told = rows.values("to_user").annotate(last=Max("at"), key=Max("pk"))
    return {user: (at, key) for user, at, key in told.values_list("to_user", "last", "key")}


def _away(users: list[User], *, store: Any, now: datetime) -> set[int]:
    away = Turn.objects.filter(
        store=store, on=timezone.localdate(now), state=Turn.State.AWAY, user__in=users
    )
    return set(away.values_list("user", flat=True))

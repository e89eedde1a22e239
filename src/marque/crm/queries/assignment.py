"""Who gets a lead, and why: the rules of the store, the protected owner, the public pool."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import F, Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.models import Assignment, AssignmentRule, FollowUp
from marque.crm.queries.people import Load, chasers, consultants, loads_of
from marque.foundation.dictionaries import parameters
from marque.organisation.models import User

Choose = AssignmentRule.Choose
LONGEST_REASON = 300
PER_PERSON, PROTECTION = "crm.leads_per_person", "crm.protection_days"
LATER = 2**62
"""More than any key of the database: what is not written yet came last."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The person chosen (None: the public pool) and one sentence that says why."""

    user: User | None
    reason: str
    how: str = Assignment.How.RULE
    rule: AssignmentRule | None = None
    candidates: tuple[Load, ...] = ()
    skipped: tuple[str, ...] = ()


def choose_owner(
    *, store: Any, source: Any, series: Any, customer: Any, now: datetime, lock: bool = False
) -> Choice:
    """Decide by the rules of the store.

    The owner of a known customer keeps the lead within the protection; else the first rule that
    fits decides; without one the lead goes to the pool.  With `lock` two leads of the same
    moment are decided one after the other.
    """
    chooser = Chooser(store, now=now, lock=lock)
    return chooser.choose(source=source, series=series, customer=customer)


def list_rules(store: Any, *, lock: bool = False) -> Sequence[AssignmentRule]:
    """The active rules of a store in their order, with what they say."""
    rules = AssignmentRule.objects.filter(store=store, is_active=True)
    if lock:
        rules = rules.select_for_update()
    return list(rules.select_related("store").prefetch_related("sources", "series", "people"))


class Chooser:
    """Decides about the leads of a store one after the other, each read once, as `choose_owner`.

    What was decided counts for the next lead when it is `noted`, before anything is written.
    """

    def __init__(self, store: Any, *, now: datetime, lock: bool = False) -> None:
        self._store, self._now, self._lock = store, now, lock
        self._loads: dict[int, list[Load]] = {}
        self._given: Counter[int] = Counter()
        self._turns: dict[int, int] = {}
        self._talks: dict[int, datetime | None] = {}

    def know(self, customers: Iterable[Any]) -> None:
        """Read at once when the owners of these customers last spoke with them."""
        keys = {row.pk: None for row in customers if row.owner_id and not row.protected_until}
        self._talks.update(keys)
        talks = FollowUp.objects.filter(customer__in=keys, by=F("customer__owner")).order_by()
        last = talks.values("customer").annotate(last=Max("at"))
        self._talks.update(last.values_list("customer", "last"))

    def choose(self, *, source: Any, series: Any, customer: Any) -> Choice:
        """Who gets a lead of this source and series, of a known customer or (None) a new one."""
        kept = self._protected(customer)
        if kept is not None:
            return kept
        for rule in self._rules:
            if _fits(rule, source, series):
                return self._by_rule(rule)
        return Choice(None, _("没有适用的分配规则，转入公海待分配"))

    def note(self, choice: Choice) -> None:
        """The lead was given as chosen: it is in hand, and the turn goes on."""
        if choice.user is not None:
            self._given[choice.user.pk] += 1
            self._turns[choice.user.pk] = sum(self._given.values())

    @cached_property
    def _rules(self) -> list[_Rule]:
        return [_Rule(rule) for rule in list_rules(self._store, lock=self._lock)]

    @cached_property
    def _able(self) -> set[int]:
        return set(chasers(self._store).values_list("pk", flat=True))

    @cached_property
    def _limits(self) -> dict[str, Decimal]:
        return parameters.values(PER_PERSON, PROTECTION, store=self._store)

    def _protected(self, customer: Any) -> Choice | None:
        if customer is None or customer.owner_id is None or customer.owner_id not in self._able:
            return None
        until = self._protected_until(customer)
        if until < self._now:
            return None
        day = date_format(timezone.localtime(until), "m-d")
        reason = _("客户由 %(name)s 跟进，保护期至 %(day)s") % {
            "name": customer.owner.name,
            "day": day,
        }
        return Choice(customer.owner, reason)

    def _protected_until(self, customer: Any) -> datetime:
        """Until when the customer's owner keeps new leads of the customer."""
        if customer.protected_until:
            until: datetime = customer.protected_until
            return until
        if customer.pk not in self._talks:
            self.know([customer])
        last = self._talks[customer.pk]
        since = max(filter(None, (customer.owner_since or customer.created_at, last)))
        latest: datetime = since + timedelta(days=int(self._limits[PROTECTION]))
        return latest

    def _by_rule(self, rule: _Rule) -> Choice:
        loads = [self._now_loaded(load) for load in self._base_loads(rule.row)]
        limit = int(self._limits[PER_PERSON])
        skipped = {
            load.user.pk: why for load in loads if (why := _why_not(load, self._able, limit))
        }
        free = tuple(load for load in loads if load.user.pk not in skipped)
        passed = tuple(
            f"{load.user.name}（{skipped[load.user.pk]}）"
            for load in loads
            if load.user.pk in skipped
        )
        if not free:
            reason = _("规则“%(rule)s”没有可分配的人，转入公海待分配") % {"rule": rule.row.name}
            return Choice(None, _with(reason, passed), rule=rule.row, skipped=passed)
        chosen = min(free, key=lambda load: _rank(rule.row.choose, load))
        reason = _with(_sentence(rule.row, chosen, len(free)), passed)
        return Choice(chosen.user, reason, rule=rule.row, candidates=free, skipped=passed)

    def _base_loads(self, rule: AssignmentRule) -> list[Load]:
        """What the people of a rule had in hand before the first lead."""
        if rule.pk not in self._loads:
            people = sorted(rule.people.all(), key=lambda u: u.pk) or consultants(rule.store)
            rated = rule.choose == Choose.SKILL
            self._loads[rule.pk] = loads_of(
                people, store=rule.store, now=self._now, with_rates=rated
            )
        return self._loads[rule.pk]

    def _now_loaded(self, load: Load) -> Load:
        given = self._given[load.user.pk]
        if not given:
            return load
        return replace(
            load,
            chased=load.chased + given,
            last_at=max(load.last_at or self._now, self._now),
            last_key=LATER + self._turns[load.user.pk],
        )


class _Rule:
    """A rule with the sources and series it is for, to be asked many times."""

    def __init__(self, row: AssignmentRule) -> None:
        self.row = row
        self.sources = {source.pk for source in row.sources.all()}
        self.series = {series.pk for series in row.series.all()}


def _fits(rule: _Rule, source: Any, series: Any) -> bool:
    is_source = not rule.sources or getattr(source, "pk", source) in rule.sources
    return is_source and (not rule.series or getattr(series, "pk", series) in rule.series)


def _why_not(load: Load, able: set[int], limit: int) -> str:
    if not load.user.is_active or load.user.pk not in able:
        return _("已不在岗")
    if load.is_away:
        return _("今日暂离")
    if load.chased >= limit:
        return _("在跟已满 %(n)s 条") % {"n": limit}
    return ""


def _rank(choose: str, load: Load) -> tuple[Any, ...]:
    """The smallest wins; ties go to who waited longest."""
    waited = (load.last_at is not None, load.last_at or 0, load.last_key, load.user.pk)
    if choose == Choose.LOAD:
        return (load.chased, *waited)
    if choose == Choose.SKILL:
        return (-(load.rate if load.rate is not None else -1), load.chased, *waited)
    return waited


def _sentence(rule: AssignmentRule, load: Load, count: int) -> str:
    return _("规则“%(rule)s”：%(why)s，候选 %(n)s 人") % {
        "rule": rule.name,
        "why": "".join(_whys(rule.choose, load)),
        "n": count,
    }


def _whys(choose: str, load: Load) -> Iterator[str]:
    if choose == Choose.LOAD:
        yield _("在跟最少（%(n)s 条）") % {"n": load.chased}
    elif choose == Choose.SKILL:
        rate = "—" if load.rate is None else f"{load.rate}%"
        yield _("近 90 天成交率最高（%(rate)s）") % {"rate": rate}
    elif load.last_at:
        at = date_format(timezone.localtime(load.last_at), "m-d H:i")
        yield _("轮到（上次 %(at)s）") % {"at": at}
    else:
        yield _("轮到（还没有分到过）")


def _with(reason: str, skipped: tuple[str, ...]) -> str:
    more = _("；跳过 %(names)s") % {"names": "、".join(skipped)} if skipped else ""
    return f"{reason}{more}"[:LONGEST_REASON]

"""Who gets a lead, and why: the rules of the store, the protected owner, the public pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.models import Assignment, AssignmentRule, FollowUp
from marque.crm.queries.people import Load, chasers, consultants, loads_of
from marque.foundation.dictionaries import parameters
from marque.organisation.models import User

Choose = AssignmentRule.Choose
LONGEST_REASON = 300


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
    kept = _protected(customer, store=store, now=now)
    if kept is not None:
        return kept
    for rule in list_rules(store, lock=lock):
        if _fits(rule, source, series):
            return _by_rule(rule, now=now)
    return Choice(None, _("没有适用的分配规则，转入公海待分配"))


def list_rules(store: Any, *, lock: bool = False) -> Sequence[AssignmentRule]:
    """The active rules of a store in their order, with what they say."""
    rules = AssignmentRule.objects.filter(store=store, is_active=True)
    if lock:
        rules = rules.select_for_update()
    return list(rules.select_related("store").prefetch_related("sources", "series", "people"))


def protected_until(customer: Any, *, store: Any) -> datetime:
    """Until when the customer's owner keeps new leads of the customer."""
    if customer.protected_until:
        until: datetime = customer.protected_until
        return until
    talks = FollowUp.objects.filter(customer=customer, by=customer.owner_id).order_by()
    last = talks.aggregate(last=Max("at"))["last"]
    since = max(filter(None, (customer.owner_since or customer.created_at, last)))
    days = int(parameters.value("crm.protection_days", store=store))
    latest: datetime = since + timedelta(days=days)
    return latest


def _protected(customer: Any, *, store: Any, now: datetime) -> Choice | None:
    if customer is None or customer.owner_id is None:
        return None
    if not chasers(store).filter(pk=customer.owner_id).exists():
        return None
    until = protected_until(customer, store=store)
    if until < now:
        return None
    day = date_format(timezone.localtime(until), "m-d")
    reason = _("客户由 %(name)s 跟进，保护期至 %(day)s") % {
        "name": customer.owner.name,
        "day": day,
    }
    return Choice(customer.owner, reason)


def _fits(rule: AssignmentRule, source: Any, series: Any) -> bool:
    sources, wanted = list(rule.sources.all()), list(rule.series.all())
    return (not sources or source in sources) and (not wanted or series in wanted)


def _by_rule(rule: AssignmentRule, *, now: datetime) -> Choice:
    people = sorted(rule.people.all(), key=lambda u: u.pk) or consultants(rule.store)
    rated = rule.choose == Choose.SKILL
    loads = loads_of(people, store=rule.store, now=now, with_rates=rated)
    able = set(chasers(rule.store).values_list("pk", flat=True))
    limit = int(parameters.value("crm.leads_per_person", store=rule.store))
    skipped = {load.user.pk: why for load in loads if (why := _why_not(load, able, limit))}
    free = tuple(load for load in loads if load.user.pk not in skipped)
    passed = tuple(
        f"{load.user.name}（{skipped[load.user.pk]}）" for load in loads if load.user.pk in skipped
    )
    if not free:
        reason = _("规则“%(rule)s”没有可分配的人，转入公海待分配") % {"rule": rule.name}
        return Choice(None, _with(reason, passed), rule=rule, skipped=passed)
    chosen = min(free, key=lambda load: _rank(rule.choose, load))
    reason = _sentence(rule, chosen, len(free))
    return Choice(chosen.user, _with(reason, passed), rule=rule, candidates=free, skipped=passed)


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
    waited = (load.last_at is not None, load.last_at or 0, load.user.pk)
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

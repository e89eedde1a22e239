"""Builders for tests and demonstrations: everything goes through the real services."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count

from django.utils import timezone

from marque.crm.facts import Contact, LeadDetails, Wish
from marque.crm.models import Activity, AssignmentRule, Lead, Opportunity, Process, SalesTask
from marque.crm.services.open_task import open_task
from marque.crm.services.plan_process import plan_process
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.services.task_drafts import (
    ActivityDraft,
    OpportunityDraft,
    ProcessDraft,
    TaskDraft,
)
from marque.crm.services.write_activity import write_activity
from marque.crm.services.write_opportunity import write_opportunity
from marque.foundation.dictionaries.words import entry
from marque.parties.testing import make_customer

_serial = count(1)


def make_lead(
    name="刘思远", *, by, store, owner=None, now=None, source="dongchedi", **more
) -> Lead:
    """A lead with a phone number of its own; `wish` may be a dict."""
    wish = more.pop("wish", {})
    more.setdefault("phone", f"137{next(_serial):08d}")
    details = LeadDetails(name=name, source=source, wish=Wish(**wish), **more)
    now = now or timezone.now()
    return receive_lead(details=details, store=store, by=by, now=now, owner=owner).lead


def make_carded_lead(name="徐志强", *, by, store, level="H", now=None, hours=24, **more) -> Lead:
    """A lead that its owner `by` has reached and carded."""
    now = now or timezone.now()
    lead = make_lead(name, by=by, store=store, owner=by, now=now, **more)
    contact = Contact(
        result="continue",
        words="周末来看车",
        level=level,
        next_at=now + timedelta(hours=hours),
    )
    record_follow_up(lead=lead, contact=contact, by=by, now=now)
    return Lead.objects.with_details().get(pk=lead.pk)


def make_rule(
    store, name="懂车帝", *, choose="load", sources=(), people=(), series=(), position=10
):
    """A rule of assignment; `sources` are codes."""
    rule = AssignmentRule.objects.create(store=store, name=name, choose=choose, position=position)
    rule.sources.set(entry("crm.source", code) for code in sources)
    rule.people.set(people)
    rule.series.set(series)
    return rule


def _word(kind, code):
    return entry(f"crm.{kind}", code)


def make_opportunity(*, by, store, customer=None, stage="needs", now=None, **more) -> Opportunity:
    """A chance to sell of `by`; `stage` is a code."""
    more.setdefault("title", f"换购意向 {next(_serial)}")
    more.setdefault("amount_expected", Decimal(200_000))
    draft = OpportunityDraft(
        customer=customer or make_customer("孙丽", owner=by, store=store),
        stage=_word("stage", stage),
        **more,
    )
    return write_opportunity(draft=draft, store=store, by=by, now=now or timezone.now())


def make_task(*, by, store, customer=None, stage="contact", now=None, **more) -> SalesTask:
    """A sales task; `stage`, `state` and `flag` are codes."""
    more.setdefault("title", f"购车任务 {next(_serial)}")
    more.setdefault("amount_expected", Decimal(200_000))
    draft = TaskDraft(
        customer=customer or make_customer("马骏", owner=by, store=store),
        stage=_word("stage", stage),
        state=_word("task_state", more.pop("state", "new")),
        flag=_word("task_flag", more.pop("flag", "normal")),
        **more,
    )
    return open_task(draft=draft, store=store, by=by, now=now or timezone.now())


def make_process(task, *, by, executor=None, action="call", now=None, **more) -> Process:
    """A step of a task in one day unless told otherwise; `stage` is a code or nothing."""
    now = now or timezone.now()
    more.setdefault("title", f"电话沟通 {next(_serial)}")
    more.setdefault("planned_at", now + timedelta(days=1))
    stage = more.pop("stage", "")
    draft = ProcessDraft(
        action=_word("task_action", action),
        executor=executor or task.owner,
        flag=_word("task_flag", more.pop("flag", "normal")),
        stage=_word("stage", stage) if stage else None,
        **more,
    )
    return plan_process(task=task, draft=draft, by=by, now=now)


def make_activity(*, by, store, owner=None, now=None, **more) -> Activity:
    """An activity of tomorrow, one hour long."""
    now = now or timezone.now()
    more.setdefault("name", f"品鉴 {next(_serial)}")
    more.setdefault("starts_at", now + timedelta(days=1))
    more.setdefault("ends_at", more["starts_at"] + timedelta(hours=1))
    draft = ActivityDraft(
        type=_word("activity_type", more.pop("type", "salon")),
        method=_word("activity_method", more.pop("method", "on_site")),
        owner=owner or by,
        **more,
    )
    return write_activity(draft=draft, store=store, by=by, now=now)

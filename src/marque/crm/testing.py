"""Builders of leads for tests and demonstrations: everything goes through the real services."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

from django.utils import timezone

from marque.crm.facts import Contact, LeadDetails, Wish
from marque.crm.models import AssignmentRule, Lead
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.record_follow_up import record_follow_up
from marque.foundation.dictionaries.words import entry

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

"""Gather what is known about a lead, for the advice of what to do next."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from marque.crm.models import FollowUp, Lead, TestDrive, Visit
from marque.crm.queries.next_action import Advice, LeadFacts, next_actions
from marque.crm.workflow import OCCUPYING

LOOKED_AT = 20


def advice_for(lead: Lead, *, now: datetime) -> list[Advice]:
    """What to do next with a lead; three queries."""
    return next_actions(facts_of(lead, now=now))


def facts_of(lead: Lead, *, now: datetime) -> LeadFacts:
    """The facts about a lead at a moment."""
    talks = list(FollowUp.objects.filter(lead=lead).select_related("result")[:LOOKED_AT])
    drives = list(TestDrive.objects.filter(customer=lead.customer_id).only("status", "starts_at"))
    quoted = next((talk.at for talk in talks if talk.result.code == "quote"), None)
    planned = [d.starts_at for d in drives if d.status in OCCUPYING and d.starts_at >= now]
    return LeadFacts(
        now=now,
        today=timezone.localdate(now),
        level=lead.level.code if lead.level else "",
        is_new=lead.status == "new" and lead.responded_at is None,
        arrived_at=lead.arrived_at,
        next_at=lead.next_at,
        last_at=talks[0].at if talks else None,
        last_result=talks[0].result.code if talks else "",
        last_words=lead.last_words,
        unanswered_calls=_unanswered(talks),
        has_visited=Visit.objects.filter(customer=lead.customer_id).exists(),
        has_test_driven=any(d.status == "done" for d in drives),
        drive_at=min(planned, default=None),
        quoted_at=quoted,
        has_trade_in=lead.has_trade_in,
        needs_loan=lead.needs_loan,
        born_on=lead.customer.born_on,
    )


def _unanswered(talks: list[FollowUp]) -> int:
    count = 0
    for talk in talks:
        if talk.result.code != "no_answer":
            break
        count += 1
    return count

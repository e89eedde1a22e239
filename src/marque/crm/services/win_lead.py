"""What orders do to leads: won, lost again, delivered.  Called by flows, not by people."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.events import LeadClosed
from marque.crm.models import Lead, LostApplication
from marque.crm.queries.leads import find_chased
from marque.crm.queries.times import awake
from marque.crm.services.basics import lead_changed, locked_lead, pick, settle_lead
from marque.crm.services.change_level import note_level
from marque.crm.words import LEVEL
from marque.crm.workflow import LEAD_WORKFLOW, LeadStatus
from marque.kernel.events import bus

HOTTEST = "H"


@transaction.atomic
def win_lead(*, customer: Any, store: Any, by: Any, now: datetime, note: str = "") -> Lead | None:
    """The customer ordered: the chase is won.  Without a chase nothing happens."""
    chased = find_chased(customer, store=store)
    if chased is None:
        return None
    lead = locked_lead(chased)
    if not lead.is_chased:
        return None
    LostApplication.objects.filter(lead=lead, is_approved=None).update(
        is_approved=False, judged_at=now, judged_by=by, judgement=_("客户已下订")
    )
    if lead.level_id is None:
        note_level(lead, pick(LEVEL, HOTTEST, field="level"), reason=note, by=by, now=now)
    lead.ordered_at, lead.next_at, lead.next_act = now, None, ""
    lead.carded_at = lead.carded_at or now
    also = ("level", "ordered_at", "carded_at", "next_at", "next_act")
    lead.move(LEAD_WORKFLOW.transitions["win"], by=by, note=note, also=also)
    settle_lead(lead, now=now)
    bus.publish(LeadClosed(lead.pk, lead.number, lead.store_id, lead.status, now))
    lead_changed(lead)
    return lead


@transaction.atomic
def unwin_lead(*, customer: Any, store: Any, by: Any, now: datetime, note: str = "") -> Lead | None:
    """The order was cancelled: the customer is called again, unless they are chased already."""
    lead = _won(customer, store)
    if lead is None or find_chased(customer, store=store) is not None:
        return None
    lead.ordered_at = None
    lead.next_at = awake(now + timedelta(days=1), store=lead.store)
    lead.move(LEAD_WORKFLOW.transitions["unwin"], by=by, note=note, also=("ordered_at", "next_at"))
    lead_changed(lead)
    return lead


@transaction.atomic
def deliver_lead(*, customer: Any, store: Any, by: Any, now: datetime) -> Lead | None:
    """The customer drove away in the car."""
    lead = _won(customer, store)
    if lead is None:
        return None
    lead.closed_at = now
    lead.move(LEAD_WORKFLOW.transitions["deliver"], by=by, also=("closed_at",))
    bus.publish(LeadClosed(lead.pk, lead.number, lead.store_id, lead.status, now))
    lead_changed(lead)
    return lead


def _won(customer: Any, store: Any) -> Lead | None:
    won = Lead.objects.filter(customer=customer, store=store, status=LeadStatus.ORDERED)
    newest = won.order_by("-ordered_at").first()
    return locked_lead(newest) if newest else None

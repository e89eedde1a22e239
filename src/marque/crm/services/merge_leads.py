"""Leads of customers who turn out to be one, or whose owner changes (CUS-27, CUS-32)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Assignment, Lead, LostApplication
from marque.crm.services.basics import lead_changed, lock_leads
from marque.crm.services.give_lead import give
from marque.crm.workflow import LeadStatus
from marque.foundation.documents.models import StatusChange

How = Assignment.How
HOWS = {"claim": How.CLAIM, "release": How.RETURN, "expire": How.RETURN}


def merge_chased_leads(book: Any) -> None:
    """Of two chases in one store the younger becomes 已有档案 of the older.

    `book` is the merge under way: what is changed through it can be taken back.
    """
    chased = Lead.objects.chased().filter(customer__in=(book.kept.pk, book.merged.pk))
    by_store: dict[int, list[Lead]] = {}
    for lead in sorted(lock_leads(chased), key=lambda row: (row.arrived_at, row.pk)):
        by_store.setdefault(lead.store_id, []).append(lead)
    for older, *younger in by_store.values():
        for lead in younger:
            _into(book, lead, older)


def _into(book: Any, lead: Lead, older: Lead) -> None:
    for filed in LostApplication.objects.filter(lead=lead, is_approved=None):
        book.change(
            filed,
            is_approved=False,
            judged_at=book.now,
            judged_by_id=book.by.pk,
            judgement=_("客户档案合并"),
        )
    before, earliest = lead.status, min(filter(None, (lead.next_at, older.next_at)), default=None)
    book.change(
        lead,
        status=LeadStatus.ON_FILE,
        merged_into_id=older.pk,
        next_at=None,
        next_act="",
        closed_at=book.now,
    )
    if earliest != older.next_at:
        book.change(older, next_at=earliest)
    book.created(
        StatusChange.objects.create(
            document_type="crm.lead",
            document_id=lead.pk,
            transition="recognise",
            from_status=before,
            to_status=LeadStatus.ON_FILE,
            by=book.by,
            at=book.now,
            note=older.number,
        )
    )
    lead_changed(lead)


@transaction.atomic
def follow_customer_owner(
    *, customer_id: int, store_id: int, to: Any, kind: str, reason: str, now: datetime
) -> int:
    """The customer has another owner: the chase goes the same way; returns how many leads."""
    leads = Lead.objects.chased().filter(customer=customer_id, store=store_id)
    moved = 0
    for lead in lock_leads(leads):
        if lead.owner_id == getattr(to, "pk", None):
            continue
        how = HOWS.get(kind, How.HAND)
        by = to if how == How.CLAIM else None
        give(lead, to=to, how=how, reason=reason or _("客户归属变更"), by=by, now=now)
        moved += 1
    return moved

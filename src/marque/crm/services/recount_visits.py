"""Keep a customer's visits in order: the earliest is the first, the others come again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.crm.models import FIRST, Visit, VisitChange, VisitResult
from marque.crm.queries.visit_results import counting_visits, find_lead_before


def recount(customer: Any, store_id: int, *, by: Any, now: datetime) -> None:
    """Set the customer's completed visits right: the earliest is the first, the others again."""
    visits = list(counting_visits(customer, store_id).select_for_update(of=("self",)))
    first = visits[0] if visits else None
    for visit in visits[1:]:
        if visit.result in FIRST:
            relabel(visit, VisitResult.AGAIN, _("补录了更早的一次来店"), by=by, now=now)
    if first is not None and first.result == VisitResult.AGAIN:
        carded = find_lead_before(first, customer)
        result = VisitResult.CARDED_FIRST if carded else VisitResult.FIRST_CARDED
        relabel(first, result, _("更早的来店记录已改，本次成为首次"), by=by, now=now)


def relabel(visit: Visit, result: VisitResult, reason: str, *, by: Any, now: datetime) -> None:
    """Let a visit count as another class, and keep what it counted as."""
    before, visit.result = visit.result, result
    visit.version += 1
    visit.save(update_fields=["result", "version"])
    write_down(visit, before, reason, by=by, now=now)


def write_down(visit: Visit, before: str, reason: str, *, by: Any, now: datetime) -> None:
    """Keep what the visit counted as until now."""
    VisitChange.objects.create(
        visit=visit, from_result=before, to_result=visit.result,
        reason=reason[:200], at=now, by=by,
    )  # fmt: skip

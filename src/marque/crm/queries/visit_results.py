"""What a visit may count as, and why: decided here for the form and for the service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.models import Lead, Visit, VisitResult

INTENT = "intent"


@dataclass(frozen=True, slots=True)
class Fit:
    """The class that a visit falls into by itself, the reason, and why others do not fit."""

    result: str
    reason: str
    allowed: tuple[str, ...]

    def refusal(self, result: str) -> str | None:
        """Why the visit cannot count as `result`; None if it can."""
        if result in self.allowed:
            return None
        return _("%(reason)s，不能记为“%(result)s”。") % {
            "reason": self.reason,
            "result": VisitResult(result).label,
        }


def fit_of(visit: Visit, customer: Any) -> Fit:
    """What the visit counts as when it was this customer's (None: nobody left a name)."""
    if visit.errand.code != INTENT:
        reason = _("来店事由是“%(errand)s”") % {"errand": visit.errand.label}
        return Fit(VisitResult.NON_INTENT, reason, (VisitResult.NON_INTENT,))
    if customer is None:
        allowed = (VisitResult.LOOKED, VisitResult.NON_INTENT)
        return Fit(VisitResult.LOOKED, _("没有留下客户档案"), allowed)
    result, reason = _of_customer(visit, customer)
    return Fit(result, reason, (result, VisitResult.NON_INTENT))


def _of_customer(visit: Visit, customer: Any) -> tuple[str, str]:
    if earlier := earlier_visits(visit, customer).order_by("arrived_at", "pk").first():
        return VisitResult.AGAIN, _("%(name)s 在 %(day)s 来过") % _who(customer, earlier.arrived_at)
    if lead := find_lead_before(visit, customer):
        reason = _("%(name)s 首次来店，%(day)s 已有线索 %(number)s") % {
            **_who(customer, lead.arrived_at),
            "number": lead.number,
        }
        return VisitResult.CARDED_FIRST, reason
    return VisitResult.FIRST_CARDED, _("%(name)s 首次来店并留下档案") % {"name": customer.name}


def counting_visits(customer: Any, store: Any) -> Any:
    """Visits of a customer that count as first or again, or may still do so, in order."""
    return (
        Visit.objects.filter(customer=customer, store=store, errand__code=INTENT)
        .exclude(result=VisitResult.NON_INTENT)
        .order_by("arrived_at", "pk")
    )


def earlier_visits(visit: Visit, customer: Any) -> Any:
    """Those before this one."""
    before = Q(arrived_at__lt=visit.arrived_at) | Q(arrived_at=visit.arrived_at, pk__lt=visit.pk)
    return counting_visits(customer, visit.store_id).filter(before).exclude(pk=visit.pk)


def find_lead_before(visit: Visit, customer: Any) -> Lead | None:
    """A lead of the customer that reached the store before the visit."""
    leads = Lead.objects.filter(
        customer=customer, store=visit.store_id, arrived_at__lt=visit.arrived_at
    )
    found: Lead | None = leads.order_by("arrived_at").first()
    return found


def _who(customer: Any, day: Any) -> dict[str, str]:
    return {"name": customer.name, "day": date_format(timezone.localtime(day), "Y-m-d")}

"""A customer's leads and talks, as a tab of the customer's page (CUS-26, LED-04)."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.crm.models import FollowUp
from marque.crm.queries.due import FAMILIES, due_of
from marque.crm.queries.leads import list_leads
from marque.parties import api as parties

SHOWN = 50


def leads_tab() -> parties.CustomerTab:
    """The tab 线索与跟进."""
    return parties.CustomerTab(
        key="leads",
        label=_("线索与跟进"),
        template="crm/leads/customer_tab.html",
        context=_context,
        count=_count,
        right="crm.view_lead",
        order=20,
    )


def _leads(request: HttpRequest, customer: Any) -> Any:
    return list_leads(user=request.user, store=None).filter(customer=customer)


def _context(request: HttpRequest, customer: Any) -> dict[str, Any]:
    now = timezone.now()
    leads = list(_leads(request, customer).with_details().order_by("-pk")[:SHOWN])
    talks = FollowUp.objects.filter(lead__in=[lead.pk for lead in leads])
    return {
        "leads": [(lead, FAMILIES[lead.status], due_of(lead, now=now)) for lead in leads],
        "talks": talks.select_related("by", "way", "result", "level")[:SHOWN],
    }


def _count(request: HttpRequest, customer: Any) -> int:
    count: int = _leads(request, customer).count()
    return count

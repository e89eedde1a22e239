"""What the pages of leads share: the lead behind an address, addresses in the store."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.urls import NoReverseMatch, reverse

from marque.crm.models import Lead
from marque.crm.queries.leads import get_lead
from marque.foundation.ui.records import pages_of

here = pages_of("crm")
"""The address of a page of crm in the store of the request."""


def lead_or_404(request: Any, number: str) -> Lead:
    """The lead with everything its page shows, if the reader may see it here."""
    try:
        return get_lead(number, user=request.user, store=request.store)
    except Lead.DoesNotExist as error:
        raise Http404 from error


def lead_url(request: Any, lead: Lead) -> str:
    """The page of a lead."""
    return here(request, "lead_detail", number=lead.number)


def customer_url(request: Any, lead: Lead) -> str:
    """The page of the lead's customer."""
    code = request.store.code if request.store else "hq"
    kwargs = {"store": code, "number": lead.customer.number}
    return reverse("parties:customer_detail", kwargs=kwargs)


def order_url(lead: Lead) -> str:
    """Where an order for the customer is written."""
    url = reverse("sales:order_create", kwargs={"store": lead.store.code})
    return f"{url}?customer={lead.customer.number}"


def drive_url(lead: Lead) -> str:
    """Where a test drive for the customer is booked; empty while nobody offers that page."""
    try:
        url = reverse("crm:test_drive_create", kwargs={"store": lead.store.code})
    except NoReverseMatch:
        return ""
    return f"{url}?customer={lead.customer.number}&lead={lead.number}"

"""What the pages of tasks, opportunities and activities share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from marque.crm.models import Lead
from marque.crm.queries.tasks import (
    list_activities,
    list_opportunities,
    list_processes,
    list_tasks,
)
from marque.foundation.ui.feedback import done, status_of
from marque.foundation.ui.records import pages_of
from marque.kernel.errors import DomainError, InvalidInput
from marque.parties import api as parties

here = pages_of("crm")
"""The address of a page of crm in the store of the request."""


def task_or_404(request: Any, number: str) -> Any:
    """The task with what its page shows, if the reader may see it here."""
    rows = list_tasks(user=request.user, store=request.store).with_details()
    more = ("lead", "trim__model__series__brand", "end_reason", "opportunity", "department")
    return get_object_or_404(rows.select_related(*more), number=number)


def process_or_404(request: Any, pk: int) -> Any:
    """The step of a task, if the reader may see it here."""
    rows = list_processes(user=request.user, store=request.store).with_details()
    return get_object_or_404(rows, pk=pk)


def opportunity_or_404(request: Any, number: str) -> Any:
    """The opportunity with what its page shows, if the reader may see it here."""
    rows = list_opportunities(user=request.user, store=request.store).select_related(
        "customer", "owner", "store", "stage", "source", "lead", "trim__model__series__brand"
    )
    return get_object_or_404(rows, number=number)


def activity_or_404(request: Any, number: str) -> Any:
    """The activity with what its page shows, if the reader may see it here."""
    rows = list_activities(user=request.user, store=request.store).select_related(
        "customer", "contact", "lead", "task", "owner", "store", "type", "method", "stage"
    )
    return get_object_or_404(rows, number=number)


def form_page(
    request: Any,
    form: Any,
    save: Callable[[], Any],
    *,
    page: dict[str, Any],
    to: Callable[[Any], str],
    template: str = "ui/form_page.html",
) -> HttpResponse:
    """Show a form; on a valid post save it and go to `to(result)`, or say why not.

    `page` gives title, message, back_url and whatever else the template shows.
    """
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                result = save()
            except DomainError as error:
                field = error.field if isinstance(error, InvalidInput) else None
                form.add_error(field if field in form.fields else None, str(error))
                status = status_of(error)
            else:
                return done(request, page["message"], to=to(result))
    context = {**page, "here": page["title"], "form": form}
    return render(request, template, context, status=status)


def asked(request: Any) -> dict[str, Any]:
    """The customer and the lead named in the address, for new records."""
    found: dict[str, Any] = {}
    leads = Lead.objects.visible_to(request.user).in_store(request.store)
    if number := request.GET.get("lead", "")[:30]:
        lead = leads.filter(number=number).select_related("customer", "trim__model").first()
        if lead is not None:
            found = {"lead": lead, "customer": lead.customer, "trim": lead.trim}
    if number := request.GET.get("customer", "")[:30]:
        rows = parties.Customer.objects.visible_to(request.user).in_store(request.store)
        found.setdefault("customer", rows.filter(number=number).first())
    return found

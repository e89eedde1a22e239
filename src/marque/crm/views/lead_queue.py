"""The desk of DCC: new leads with their clock, by keyboard alone (LED-01, jobs of DCC)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from marque.crm.models import Lead
from marque.crm.queries.due import due_of
from marque.crm.queries.leads import unanswered
from marque.crm.views.lead_records import here
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import is_fragment

SHOWN = 100


@require_GET
@requires("crm.follow_lead", label=gettext_lazy("待响应"))
def lead_queue(request: Any) -> HttpResponse:
    """Who waits for the first answer, the most urgent first."""
    now = timezone.now()
    leads = unanswered(user=request.user, store=request.store).with_details()
    rows = [(lead, due_of(lead, now=now)) for lead in leads[:SHOWN]]
    context = {
        "title": _("待响应"),
        "rows": rows,
        "count": leads.count(),
        "late": sum(1 for _lead, due in rows if due.is_late),
        "topic": f"leads:{request.user.pk}",
        "may_call": request.store is not None,
    }
    name = "crm/leads/_queue.html" if is_fragment(request) else "crm/leads/queue.html"
    return render(request, name, context)


@require_GET
@requires("crm.follow_lead", label=gettext_lazy("拨下一条"))
def lead_queue_next(request: Any) -> HttpResponse:
    """The dial screen of the most urgent lead."""
    first: Lead | None = unanswered(user=request.user, store=request.store).first()
    if first is None or request.store is None:
        return redirect(here(request, "lead_queue"))
    return redirect(here(request, "follow_up", number=first.number))

"""The funnel with its forecast, the sources and the rivals; comparing two trims; lookups."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.catalog import api as catalog
from marque.crm.forms.activities import CONTACT_SEARCH, TASK_SEARCH, contact_text, task_text
from marque.crm.forms.reports import CompareForm, FunnelForm
from marque.crm.forms.tasks import LEAD_SEARCH, TRIM_SEARCH, lead_text, trim_text
from marque.crm.models import Lead
from marque.crm.queries.tasks import count_origins, count_rivals, list_tasks, read_funnel
from marque.crm.views.task_pages import here
from marque.foundation.access.decorators import requires
from marque.foundation.ui.forms import lookup_options
from marque.parties import api as parties


@requires("crm.view_task", label=gettext_lazy("销售漏斗"))
def funnel(request: Any) -> HttpResponse:
    """Amount × success rate by stage; the sources of tasks; what was won against whom.

    Every number leads to the list that it counts.
    """
    tasks = list_tasks(user=request.user, store=request.store)
    form = FunnelForm(request.GET or None, tasks=tasks)
    due, made, query = form.conditions()
    found = read_funnel(tasks.filter(due))
    widest = max((row.amount for row in found.rows), default=0) or 1
    context = {
        "title": _("销售漏斗"),
        "form": form,
        "funnel": found,
        "rows": [(row, int(100 * row.amount / widest)) for row in found.rows],
        "origins": count_origins(tasks.filter(made)),
        "rivals": count_rivals(tasks.filter(made)),
        "list_url": here(request, "task_list"),
        "due_query": urlencode(query["due"]),
        "made_query": urlencode(query["made"]),
    }
    return render(request, "crm/tasks/funnel.html", context)


@requires("catalog.view_trim", label=gettext_lazy("配置对比"))
def compare(request: Any) -> HttpResponse:
    """Two trims side by side: what differs stands out, what is the same can be hidden."""
    form = CompareForm(
        request.GET or None, store_code=request.store.code if request.store else "hq"
    )
    pair = form.pair() if form.is_bound and form.is_valid() else None
    comparison = catalog.compare_trims(*pair, on=timezone.localdate()) if pair else None
    context = {
        "title": _("配置对比"),
        "form": form,
        "pair": pair,
        "comparison": comparison,
        "only": request.GET.get("only") == "1",
    }
    return render(request, "crm/tasks/compare.html", context)


@requires("catalog.view_trim")
def task_trim_lookup(request: Any) -> HttpResponse:
    """Trims while somebody types."""
    trims = catalog.Trim.objects.filter(is_active=True).with_path()
    return lookup_options(request, trims, search=TRIM_SEARCH, text=trim_text)


@requires("crm.view_lead")
def task_lead_lookup(request: Any) -> HttpResponse:
    """Leads of the store while somebody types a number or a customer."""
    rows = Lead.objects.visible_to(request.user).in_store(request.store)
    return lookup_options(
        request, rows.select_related("customer"), search=LEAD_SEARCH, text=lead_text
    )


@requires("crm.view_task")
def task_lookup(request: Any) -> HttpResponse:
    """Sales tasks of the store while somebody types."""
    rows = list_tasks(user=request.user, store=request.store)
    return lookup_options(request, rows, search=TASK_SEARCH, text=task_text)


@requires("parties.view_customer")
def task_contact_lookup(request: Any) -> HttpResponse:
    """Contacts of the customers of the store while somebody types."""
    rows = parties.Contact.objects.visible_to(request.user).in_store(request.store)
    return lookup_options(
        request, rows.select_related("customer"), search=CONTACT_SEARCH, text=contact_text
    )

"""Give leads to colleagues, one or many, with everybody's load in view (LED-02, LED-20)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.leads import AssignForm
from marque.crm.models import Lead
from marque.crm.queries.leads import list_leads
from marque.crm.queries.people import chasers, loads_of
from marque.crm.services.give_lead import assign_leads, claim_lead
from marque.crm.tables.leads import LeadTable
from marque.crm.views.lead_form import UNPROCESSABLE, refuse_on
from marque.crm.views.lead_records import here
from marque.foundation.access.decorators import requires
from marque.foundation.jobs.services import start_job
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import selected_rows
from marque.foundation.ui.records import store_needed
from marque.kernel.errors import DomainError

AT_ONCE = 50
SHOWN = 12


@requires("crm.assign_lead", label=gettext_lazy("分配线索"))
@submit_once
def lead_assign(request: Any) -> HttpResponse:
    """Ask to whom, with loads and closing rates; more than fifty go in the background."""
    store = store_needed(request)
    leads = list(_chosen(request).values_list("pk", flat=True))
    people = list(chasers(store).order_by("name"))
    asked = request.POST if "to" in request.POST or "note" in request.POST else None
    form = AssignForm(asked, people=people)
    back = here(request, "lead_list")
    if not leads:
        return done(request, _("请先勾选线索"), to=back)
    if asked is not None and form.is_valid():
        try:
            message = _assign(request, leads, form)
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, message, to=back)
    now = timezone.now()
    loads = {load.user.pk: load for load in loads_of(people, store=store, now=now)}
    context = {
        "form": form,
        "leads": Lead.objects.filter(pk__in=leads).with_details()[:SHOWN],
        "keys": leads,
        "count": len(leads),
        "loads": sorted(loads.values(), key=lambda load: load.chased),
        "title": _("分配线索"),
        "submit": _("分配 %(n)s 条") % {"n": len(leads)},
        "back_url": back,
        "chosen": str(form["to"].value() or ""),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "crm/leads/assign.html", context, status=status)


def _chosen(request: Any) -> Any:
    """The chased leads that were ticked, or named in the address."""
    reachable = LeadTable.source(request.user, request.store)
    if request.method == "POST":
        return selected_rows(request, LeadTable, reachable)
    keys = [key for key in request.GET.getlist("pk")[:AT_ONCE] if key.isdecimal()]
    return reachable.filter(pk__in=[int(key) for key in keys if len(key) < 19])  # noqa: PLR2004


def _assign(request: Any, keys: list[int], form: AssignForm) -> str:
    to, note = form.receiver(), form.cleaned_data["note"]
    if len(keys) > AT_ONCE:
        start_job(
            "assign",
            "crm.assign_leads",
            by=request.user,
            title=_("分配 %(n)s 条线索给 %(name)s") % {"n": len(keys), "name": to.name},
            keys=keys,
            to=to.pk,
            note=note,
        )
        return _("正在后台分配 %(n)s 条线索，完成后通知您") % {"n": len(keys)}
    reach = list_leads(user=request.user, store=request.store)
    moved = assign_leads(
        leads=list(reach.filter(pk__in=keys)), to=to, note=note, by=request.user,
        now=timezone.now(),
    )  # fmt: skip
    return _("已把 %(n)s 条线索分配给 %(name)s") % {"n": moved, "name": to.name}


@require_POST
@requires("crm.claim_lead", label=gettext_lazy("领取线索"))
def lead_claim_many(request: Any) -> HttpResponse:
    """Claim the ticked leads of the pool, one after the other, up to the limits."""
    reachable = LeadTable.source(request.user, request.store).filter(owner=None)
    leads = selected_rows(request, LeadTable, reachable).order_by("next_at")[:AT_ONCE]
    to = here(request, "lead_list") + "?view=mine"
    claimed = 0
    for lead in leads:
        try:
            claim_lead(lead=lead, by=request.user, now=timezone.now())
        except DomainError as error:
            if not claimed:
                return refuse(request, error, to=here(request, "lead_list") + "?view=pool")
            break
        claimed += 1
    if not claimed:
        return done(request, _("请先勾选公海里的线索"), to=here(request, "lead_list"))
    return done(request, _("已领取 %(n)s 条") % {"n": claimed}, to=to)

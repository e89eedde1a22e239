"""Register a lead, with the warning before a second consultant starts (LED-01)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from marque.catalog import api as catalog
from marque.crm.facts import Received
from marque.crm.forms.leads import SERIES_SEARCH, TRIM_SEARCH, LeadForm, WishForm, trim_text
from marque.crm.models import Lead
from marque.crm.queries.due import day_words
from marque.crm.queries.leads import Known, find_known
from marque.crm.queries.people import chasers
from marque.crm.services.edit_wish import edit_wish
from marque.crm.services.receive_lead import receive_lead
from marque.crm.views.lead_records import here, lead_or_404, lead_url
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.fields import lookup_options
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import store_needed
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated

UNPROCESSABLE = 422


def refuse_on(form: Any, error: DomainError) -> None:
    """Put a refusal beside its field, or above the form."""
    field = error.field if isinstance(error, InvalidInput) else None
    form.add_error(field if field in form.fields else None, translated(str(error), str))


@requires("crm.create_lead", label=gettext_lazy("新建线索"))
@submit_once
def lead_create(request: Any) -> HttpResponse:
    """A lead by phone or in person; the screen asks once before it doubles a customer."""
    store = store_needed(request)
    form = _form(request, store)
    known = None
    if request.method == "POST" and form.is_valid():
        known = find_known(form.cleaned_data["phone"], store=store)
        if known is None or form.cleaned_data["anyway"]:
            try:
                received = receive_lead(
                    details=form.details(),
                    store=store,
                    by=request.user,
                    now=timezone.now(),
                    owner=_owner(request, form),
                )
            except DomainError as error:
                refuse_on(form, error)
            else:
                return _received(request, received)
    return _page(request, form, known)


def _received(request: Any, received: Received) -> HttpResponse:
    lead = received.lead
    if received.is_on_file:
        message = _("已记为“已有档案”，并通知 %(name)s") % {"name": _owner_name(received.chased)}
        return done(request, message, to=lead_url(request, received.chased))
    message = (
        _("线索已分配给 %(name)s") % {"name": lead.owner.name}
        if lead.owner
        else _("线索已登记，待分配")
    )
    seen = lead.owner_id == request.user.pk or lead.owner_id is None or _is_wide(request)
    to = lead_url(request, lead) if seen else here(request, "lead_list")
    return done(request, message, to=to)


def _is_wide(request: Any) -> bool:
    return bool(request.user.has_perm("crm.assign_lead"))


def _owner_name(lead: Lead) -> str:
    return lead.owner.name if lead.owner else _("公海")


def _form(request: Any, store: Any) -> LeadForm:
    """A consultant's own lead is theirs; whoever assigns chooses, or leaves it to the rules."""
    is_own = not _is_wide(request)
    people = [] if is_own else list(chasers(store).order_by("name"))
    asked = request.GET
    initial = {
        "phone": asked.get("phone", "")[:20],
        "name": asked.get("name", "")[:60],
        "source": asked.get("source", "hotline")[:40],
    }
    return LeadForm(
        request.POST or None, people=people, is_own=is_own, code=store.code, initial=initial
    )


def _owner(request: Any, form: LeadForm) -> Any:
    if "owner" in form.fields:
        return form.chosen_owner()
    return request.user if request.user.has_perm("crm.follow_lead") else None


def _page(request: Any, form: LeadForm, known: Known | None) -> HttpResponse:
    context = {
        "form": form,
        "title": _("新建线索"),
        "here": _("新建线索"),
        "submit": _("仍然登记") if known else _("保存"),
        "back_url": here(request, "lead_list"),
        "known": known,
        **_known_words(known),
    }
    status = UNPROCESSABLE if known or form.errors else 200
    return render(request, "crm/leads/create.html", context, status=status)


def _known_words(known: Known | None) -> dict[str, Any]:
    if known is None or known.lead is None or known.lead.next_at is None:
        return {"due": ""}
    return {"due": day_words(known.lead.next_at, now=timezone.now())}


@require_GET
@requires("crm.create_lead", label=gettext_lazy("查重"))
def lead_known(request: Any) -> HttpResponse:
    """Whose customer has the phone being typed; empty while it is no phone."""
    phone = request.GET.get("phone", "")[:30]
    known = None
    if not phone_problem(phone):
        known = find_known(normalise_phone(phone), store=store_needed(request))
    context = {"known": known, **_known_words(known)}
    return render(request, "crm/leads/_known.html", context)


@requires("crm.follow_lead", label=gettext_lazy("修改意向"))
@submit_once
def lead_wish(request: Any, number: str) -> HttpResponse:
    """Change what the customer wants; the history keeps each field."""
    lead = lead_or_404(request, number)
    form = WishForm(request.POST or None, code=lead.store.code, initial=_wish_initial(lead))
    if request.method == "POST" and form.is_valid():
        try:
            edit_wish(
                lead=lead,
                wish=form.wish_told(),
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, _("意向已更新"), to=lead_url(request, lead))
    context = {
        "form": form,
        "title": _("意向 · %(name)s") % {"name": lead.customer.name},
        "here": lead.customer.name,
        "submit": _("保存意向"),
        "back_url": lead_url(request, lead),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "ui/form_page.html", context, status=status)


def _wish_initial(lead: Lead) -> dict[str, Any]:
    names = (
        "series", "trim", "colour", "amount_budget_from", "amount_budget_to", "buys_by",
        "needs_loan", "has_trade_in", "trade_in_note", "rival_note", "wish", "version",
    )  # fmt: skip
    purpose = lead.purpose.code if lead.purpose else ""
    return {name: getattr(lead, name) for name in names} | {"purpose": purpose}


@require_GET
@requires("crm.view_lead", label=gettext_lazy("选车型"))
def trim_lookup(request: Any) -> HttpResponse:
    """Trims on sale."""
    rows = catalog.Trim.objects.filter(is_sold=True).select_related("model__series__brand")
    return lookup_options(request, rows, search=TRIM_SEARCH, text=trim_text)


@require_GET
@requires("crm.view_lead", label=gettext_lazy("选车系"))
def series_lookup(request: Any) -> HttpResponse:
    """Series of the model library."""
    rows = catalog.Series.objects.filter(is_active=True).select_related("brand")
    return lookup_options(
        request, rows, search=SERIES_SEARCH, text=lambda s: s.label, detail=lambda s: s.brand.label
    )

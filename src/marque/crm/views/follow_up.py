"""Follow up one customer after the other: thirty seconds each, one thumb (BEY-10, LED-04)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.follow_ups import FollowUpForm
from marque.crm.models import Lead
from marque.crm.queries.due import due_of, next_choices
from marque.crm.queries.lead_facts import advice_for
from marque.crm.queries.leads import my_queue
from marque.crm.queries.scripts import scripts_for
from marque.crm.queries.times import latest_next
from marque.crm.services.lose_lead import discard_lead
from marque.crm.services.record_follow_up import record_follow_up
from marque.crm.views.lead_form import UNPROCESSABLE, refuse_on
from marque.crm.views.lead_records import (
    customer_url,
    drive_url,
    here,
    lead_or_404,
    lead_url,
    order_url,
)
from marque.crm.words import LEVEL, LOST_REASON, RESULT, WAY
from marque.foundation.access.decorators import requires
from marque.foundation.audit.actor import note
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.ui.feedback import done
from marque.foundation.ui.idempotency import submit_once
from marque.kernel.errors import DomainError

SHOWN = 50


def _queue(request: Any, now: datetime) -> Any:
    return my_queue(user=request.user, store=request.store, now=now).with_details()


@requires("crm.follow_lead", label=gettext_lazy("今天的跟进"))
def follow_up_queue(request: Any) -> HttpResponse:
    """The first customer of today, or the good news that nobody waits."""
    first = _queue(request, timezone.now()).first()
    if first is not None and request.store is not None:
        return redirect(here(request, "follow_up", number=first.number))
    context = {"title": _("今天的跟进"), "back_url": here(request, "lead_list")}
    return render(request, "crm/leads/queue_empty.html", context)


@requires("crm.follow_lead", label=gettext_lazy("记录跟进"))
@submit_once
def follow_up(request: Any, number: str) -> HttpResponse:
    """One customer: what was said, what comes next; `action=next` goes on to the next one."""
    lead = lead_or_404(request, number)
    form = FollowUpForm(request.POST or None)
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            message = _save(request, lead, form, now=now)
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, message, to=_next_page(request, lead, form))
    return _page(request, lead, form, now=now)


def _save(request: Any, lead: Lead, form: FollowUpForm, *, now: datetime) -> str:
    version = form.cleaned_data["version"]
    if form.is_discarded:
        words = form.cleaned_data["words"]
        discard_lead(lead=lead, reason=words, by=request.user, now=now, version=version)
        return _("已判为非意向")
    record_follow_up(lead=lead, contact=form.contact(), by=request.user, now=now, version=version)
    return _("已保存")


def _next_page(request: Any, lead: Lead, form: FollowUpForm) -> str:
    """After 下订 the order, after 已约试驾 the booking; else the next one, or back."""
    result, action = form.cleaned_data["result"], request.POST.get("action")
    if result == "order" and request.user.has_perm("sales.create_salesorder"):
        return order_url(lead)
    if result == "test_drive" and not lead.test_drives.exists() and drive_url(lead):
        return drive_url(lead)
    if action != "next":
        return (customer_url if action == "customer" else lead_url)(request, lead)
    following = _queue(request, timezone.now()).exclude(pk=lead.pk).first()
    if following is None:
        return here(request, "follow_up_queue")
    return here(request, "follow_up", number=following.number)


def _page(request: Any, lead: Lead, form: FollowUpForm, *, now: datetime) -> HttpResponse:
    queue = list(_queue(request, now)[:SHOWN])
    place = next((n for n, other in enumerate(queue, 1) if other.pk == lead.pk), 0)
    advice = advice_for(lead, now=now)[0]
    context = {
        "lead": lead,
        "form": form,
        "here": lead.customer.name,
        "back_title": _("跟进 %(n)s / %(all)s") % {"n": place or 1, "all": max(len(queue), 1)},
        "title": _("跟进 %(n)s / %(all)s") % {"n": place or 1, "all": max(len(queue), 1)},
        "queue": [(other, due_of(other, now=now)) for other in queue],
        "due": due_of(lead, now=now),
        "advice": advice,
        "scripts": scripts_for(lead, advice, me=request.user.name),
        "talks": lead.follow_ups.select_related("by", "way", "result")[:10],
        "talks_count": lead.follow_ups_count,
        "drive_url": drive_url(lead),
        "back_url": lead_url(request, lead),
        **_chips(lead, form, now=now),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "crm/leads/follow_up.html", context, status=status)


def _chips(lead: Lead, form: FollowUpForm, *, now: datetime) -> dict[str, Any]:
    """The choices of the form; each level brings its own latest day."""
    latest = latest_next(lead.level, now=now)
    levels = [
        (entry, f"{timezone.localtime(latest_next(entry, now=now)):%m-%d}")
        for entry in entries_of(LEVEL)
    ]
    posted = form.data if form.is_bound else {}
    return {
        "results": entries_of(RESULT),
        "ways": entries_of(WAY),
        "reasons": entries_of(LOST_REASON),
        "levels": levels,
        "nexts": next_choices(latest, now=now),
        "latest": f"{timezone.localtime(latest):%m-%d}",
        "latest_iso": f"{timezone.localtime(latest):%Y-%m-%dT%H:%M}",
        "now_iso": f"{timezone.localtime(now):%Y-%m-%dT%H:%M}",
        "chosen": {
            "result": posted.get("result", ""),
            "way": posted.get("way", "call"),
            "level": posted.get("level", lead.level.code if lead.level else ""),
            "next": posted.get("next", ""),
            "reason": posted.get("reason", ""),
        },
        "version": posted.get("version", lead.version),
    }


@require_POST
@requires("crm.follow_lead", label=gettext_lazy("拨打客户电话"))
def lead_dial(request: Any, number: str) -> HttpResponse:
    """The customer's number for a call; who asked for it stands in the audit trail."""
    lead = lead_or_404(request, number)
    mine = lead.owner_id == request.user.pk or request.user.has_perm("crm.assign_lead")
    if not mine or lead.customer.do_not_call:
        reason = _("客户谢绝来电。") if mine else _("这条线索不归您，不能查看电话。")
        return JsonResponse({"error": reason}, status=UNPROCESSABLE)
    note("crm.dialled", lead.number, {"customer": lead.customer.number})
    return JsonResponse({"phone": lead.customer.phone})

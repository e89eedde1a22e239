"""The small acts on a lead, one view each; every post leads back to the lead."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.leads import JudgeForm, LevelForm, LossForm, ReasonForm, ReopenForm
from marque.crm.models import Lead, LostApplication
from marque.crm.queries.due import due_of
from marque.crm.queries.leads import list_leads
from marque.crm.services.change_level import change_level
from marque.crm.services.give_lead import accept_lead, claim_lead, return_lead
from marque.crm.services.lose_lead import (
    apply_lost,
    discard_lead,
    freeze_lead,
    judge_lost,
    reopen_lead,
)
from marque.crm.views.lead_form import UNPROCESSABLE, refuse_on
from marque.crm.views.lead_records import here, lead_or_404, lead_url
from marque.foundation.access.decorators import requires
from marque.foundation.ui.feedback import done
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import Confirmation, act, ask_first, posted_version
from marque.kernel.errors import DomainError


@require_POST
@requires("crm.claim_lead", label=gettext_lazy("领取线索"))
def lead_claim(request: Any, number: str) -> HttpResponse:
    """Take a lead out of the pool."""
    lead = lead_or_404(request, number)
    return act(
        request,
        lambda: claim_lead(lead=lead, by=request.user, now=timezone.now()),
        to=lead_url(request, lead),
        message=_("已领取，请尽快联系"),
    )


@require_POST
@requires("crm.follow_lead", label=gettext_lazy("接收线索"))
def lead_accept(request: Any, number: str) -> HttpResponse:
    """Confirm a hand-over."""
    lead = lead_or_404(request, number)
    return act(
        request,
        lambda: accept_lead(lead=lead, by=request.user, now=timezone.now()),
        to=lead_url(request, lead),
        message=_("已接收"),
    )


def _with_reason(
    request: Any, number: str, service: Callable[..., Any], ask: dict[str, Any], message: str
) -> HttpResponse:
    """Ask for the reason, then run the service with it."""
    lead = lead_or_404(request, number)
    form = ReasonForm(request.POST or None)
    confirmation = Confirmation(
        back_url=lead_url(request, lead), form=form, extra={"version": lead.version}, **ask
    )
    return ask_first(
        request,
        confirmation,
        lambda: service(
            lead=lead,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
            **({} if service is return_lead else {"version": posted_version(request)}),
        ),
        message=message,
    )


@requires("crm.follow_lead", label=gettext_lazy("退回公海"))
@submit_once
def lead_return(request: Any, number: str) -> HttpResponse:
    """Put the lead back into the pool."""
    ask = {
        "title": _("退回公海"),
        "consequences": [_("线索不再归您，同事可以领取"), _("原因写入分配记录")],
        "submit": _("退回公海"),
    }
    return _with_reason(request, number, return_lead, ask, _("已退回公海"))


@requires("crm.discard_lead", label=gettext_lazy("判为非意向"))
@submit_once
def lead_discard(request: Any, number: str) -> HttpResponse:
    """No wish to buy."""
    ask = {
        "title": _("判为非意向"),
        "consequences": [_("线索结束，不再提醒"), _("不计入有效线索")],
        "submit": _("判为非意向"),
    }
    return _with_reason(request, number, discard_lead, ask, _("已判为非意向"))


@requires("crm.freeze_lead", label=gettext_lazy("转休眠"))
@submit_once
def lead_freeze(request: Any, number: str) -> HttpResponse:
    """Let the lead sleep."""
    ask = {
        "title": _("转休眠"),
        "consequences": [_("线索结束，不再提醒"), _("以后可以重新激活")],
        "submit": _("转休眠"),
    }
    return _with_reason(request, number, freeze_lead, ask, _("已转休眠"))


@requires("crm.follow_lead", label=gettext_lazy("调整级别"))
def lead_level(request: Any, number: str) -> HttpResponse:
    """Another level: from the menu of the lead by a form, from the board by a script."""
    lead = lead_or_404(request, number)
    if request.method == "POST" and request.headers.get("X-Board"):
        return _move_on_board(request, lead)
    initial = {"level": request.GET.get("to") or (lead.level.code if lead.level else "")}
    form = LevelForm(request.POST or None, initial=initial)
    ask = Confirmation(
        title=_("调整级别 · %(name)s") % {"name": lead.customer.name},
        consequences=[_("下次跟进按新级别的间隔重排"), _("降级须写明原因")],
        submit=_("调整级别"),
        back_url=lead_url(request, lead),
        form=form,
        danger=False,
    )
    return ask_first(
        request,
        ask,
        lambda: change_level(lead=lead, by=request.user, now=timezone.now(), **form.cleaned_data),
        message=_("级别已调整，下次跟进已重排"),
    )


def _move_on_board(request: Any, lead: Lead) -> HttpResponse:
    """Answer the board in plain facts: what the card shows now, or why it goes back."""
    now = timezone.now()
    try:
        moved = change_level(
            lead=lead,
            level=request.POST.get("level", "")[:40],
            reason=request.POST.get("reason", "")[:200],
            by=request.user,
            now=now,
        )
    except DomainError as error:
        return JsonResponse({"error": str(error)}, status=UNPROCESSABLE)
    due = due_of(moved, now=now)
    return JsonResponse({"due": due.text, "family": due.family})


@requires("crm.follow_lead", label=gettext_lazy("申请战败"))
@submit_once
def lead_lose(request: Any, number: str) -> HttpResponse:
    """Ask to give the lead up."""
    lead = lead_or_404(request, number)
    form = LossForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            apply_lost(lead=lead, loss=form.loss(), by=request.user, now=timezone.now())
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, _("已提交，等经理审核"), to=lead_url(request, lead))
    return _form_page(request, form, _("申请战败 · %(name)s"), lead, _("提交申请"))


def _form_page(request: Any, form: Any, title: str, lead: Lead, submit: str) -> HttpResponse:
    context = {
        "form": form,
        "title": title % {"name": lead.customer.name},
        "here": lead.customer.name,
        "submit": submit,
        "back_url": lead_url(request, lead),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "ui/form_page.html", context, status=status)


@requires("crm.follow_lead", label=gettext_lazy("重新激活"))
@submit_once
def lead_reopen(request: Any, number: str) -> HttpResponse:
    """Wake a lead."""
    lead = lead_or_404(request, number)
    form = ReopenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        day = datetime.combine(form.cleaned_data["next_on"], time(10))
        try:
            reopen_lead(
                lead=lead,
                level=form.cleaned_data["level"],
                next_at=timezone.make_aware(day),
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, _("已重新激活"), to=lead_url(request, lead))
    return _form_page(request, form, _("重新激活 · %(name)s"), lead, _("重新激活"))


@requires("crm.judge_lost", label=gettext_lazy("审核战败"))
@submit_once
def lost_judge(request: Any, pk: int) -> HttpResponse:
    """Agree to a loss, or send the lead back into the chase."""
    leads = list_leads(user=request.user, store=request.store).order_by()
    found = LostApplication.objects.filter(lead__in=leads.values("pk"))
    filed = get_object_or_404(
        found.select_related("lead__customer", "lead__store", "reason", "rival", "applied_by"),
        pk=pk,
    )
    form = JudgeForm(request.POST or None)
    to = here(request, "lost_list") + "?view=pending"
    if request.method == "POST" and form.is_valid():
        try:
            judge_lost(
                application=filed,
                approve=form.cleaned_data["approve"] == "1",
                judgement=form.cleaned_data["judgement"],
                by=request.user,
                now=timezone.now(),
            )
        except DomainError as error:
            refuse_on(form, error)
        else:
            return done(request, _("已审核"), to=to)
    context = {
        "form": form,
        "filed": filed,
        "talks": filed.lead.follow_ups.select_related("by", "way", "result", "level")[:20],
        "title": _("审核战败 · %(name)s") % {"name": filed.lead.customer.name},
        "here": filed.lead.customer.name,
        "submit": _("提交审核"),
        "back_url": to,
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "crm/leads/judge.html", context, status=status)

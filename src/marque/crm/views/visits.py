"""Visits: the list with the day's flow, one visit, and what is done to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from marque.crm.forms.visits import AssignForm, CompleteForm, initial_outcome
from marque.crm.models import Visit, VisitResult
from marque.crm.queries.flow import Flow, count_flow, list_visits, visits_on
from marque.crm.queries.visit_results import fit_of
from marque.crm.services.assign_visit import assign_visit
from marque.crm.services.complete_visit import complete_visit, end_visit, receive_visitor
from marque.crm.tables.visits import FAMILIES, VisitTable
from marque.foundation.access.decorators import requires
from marque.foundation.ui.filters import read_day
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Action,
    Confirmation,
    Record,
    SeeOther,
    act,
    ask_first,
    enter_store,
    neighbours,
    pages_of,
)
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.text import translated

here = pages_of("crm")


def visit_or_404(request: Any, number: str) -> Visit:
    """The visit with all that its page shows, if the user may see it here."""
    visits = list_visits(user=request.user, store=request.store)
    found: Visit = get_object_or_404(
        visits.select_related(
            "store__company", "owner", "customer__owner", "errand", "lead", "created_by"
        ),
        number=number,
    )
    return found


@requires("crm.view_visit", label=gettext_lazy("展厅客流"))
def visit_list(request: Any) -> HttpResponse:
    """Visits of the store; the strip counts one day and each number opens its rows."""
    on = read_day(request.GET.get("on", "")) or timezone.localdate()
    visits = list_visits(user=request.user, store=request.store)
    flow = count_flow(visits_on(visits, on))
    extra = {"flow": flow, "figures": _figures(flow, on), "on": on}
    return render_list(request, table=VisitTable, template="crm/visits/list.html", extra=extra)


def _figures(flow: Flow, on: date) -> list[dict[str, Any]]:
    """The identity as figures: total = first + again + non-intent + incomplete."""
    day = f"by_day_from={on}&by_day_to={on}"
    first = _("留档 %(a)d · 已建卡 %(b)d · 看车 %(c)d") % {
        "a": flow.first_carded,
        "b": flow.carded_first,
        "c": flow.looked,
    }
    rate = (
        "" if flow.rate_kept is None else _("留档率 %(n)d%%") % {"n": round(flow.rate_kept * 100)}
    )
    return [
        {"label": _("客流"), "value": flow.total, "sign": "=", "query": f"?view=all&{day}",
         "note": _("邀约 %(n)d 批") % {"n": flow.invited}},
        {"label": _("首次到店"), "value": flow.first, "sign": "+", "query": f"?view=first&{day}",
         "note": first},
        {"label": _("再次到店"), "value": flow.again, "sign": "+",
         "query": f"?view=again&by_result=again&{day}", "note": rate},
        {"label": _("非意向"), "value": flow.non_intent, "sign": "+",
         "query": f"?view=non_intent&by_result=non_intent&{day}", "note": ""},
        {"label": _("未完善"), "value": flow.incomplete, "sign": "", "is_hot": flow.incomplete > 0,
         "query": f"?view=incomplete&by_result=incomplete&{day}", "note": ""},
    ]  # fmt: skip


@requires("crm.view_visit", label=gettext_lazy("来店记录"))
def visit_detail(request: Any, number: str) -> HttpResponse:
    """One visit: who, why, who received, what became of it, and what was changed."""
    visit = visit_or_404(request, number)
    context = {
        "visit": visit,
        "record": _record(request, visit),
        "changes": visit.changes.select_related("by"),
        "here": visit.number,
        "back_url": here(request, "visit_list"),
    }
    return render(request, "crm/visits/detail.html", context)


def _record(request: Any, visit: Visit) -> Record:
    visits = list_visits(user=request.user, store=request.store).select_related("store")
    return Record(
        title=visit.number,
        status=visit.get_result_display(),
        family=FAMILIES[VisitResult(visit.result)],
        subtitle=visit.visitor,
        actions=list(_actions(request, visit)),
        neighbours=neighbours(
            visits, visit, lambda other: here(request, "visit_detail", number=other.number)
        ),
        version=visit.version,
    )


def _actions(request: Any, visit: Visit) -> Any:
    if request.store is None:
        yield from enter_store(request, visit.store)
        return
    if visit.customer is not None:
        yield from _with_customer(request, visit.customer.number)
    if request.user.has_perm("crm.edit_visit"):
        yield from _reception(request, visit)


def _with_customer(request: Any, number: str) -> Any:
    """What the reception of a known customer leads to."""
    user, asked = request.user, f"?customer={number}"
    if user.has_perm("crm.book_testdrive"):
        url = here(request, "test_drive_create") + asked
        yield Action(_("约试驾"), url, "steering-wheel", "menu")
    if user.has_perm("sales.create_salesorder"):
        url = pages_of("sales")(request, "order_create") + asked
        yield Action(_("录入订单"), url, "receipt", "menu")
    if user.has_perm("crm.edit_task"):
        url = here(request, "task_create") + asked
        yield Action(_("新建销售任务"), url, "checklist", "menu")


def _reception(request: Any, visit: Visit) -> Any:
    complete = here(request, "visit_complete", number=visit.number)
    if visit.received_at is None and visit.is_open:
        url = here(request, "visit_receive", number=visit.number)
        yield Action(_("开始接待"), url, "user-check", "primary", "post")
    label = _("修改") if visit.is_complete else _("完善记录")
    yield Action(label, complete, "pencil", "default" if visit.is_complete else "primary", key="e")
    if visit.is_open:
        yield Action(
            pgettext("按钮", "离店"),
            here(request, "visit_end", number=visit.number),
            "logout",
            "default",
            "post",
        )
        yield Action(
            _("改派接待"), here(request, "visit_assign", number=visit.number), "users", "menu",
            confirm=True,
        )  # fmt: skip


@requires("crm.edit_visit", label=gettext_lazy("完善来店记录"))
@submit_once
def visit_complete(request: Any, number: str) -> HttpResponse:
    """Say what became of the visit; the class that fits is proposed and explained."""
    visit = visit_or_404(request, number)
    url = here(request, "visitor_lookup")
    if request.method == "POST":
        form = CompleteForm(request.POST, user=request.user, visit=visit, lookup_url=url)
        if form.is_valid() and _completed(request, visit, form):
            return SeeOther(here(request, "visit_detail", number=number))
    else:
        initial = initial_outcome(visit, now=timezone.now())
        form = CompleteForm(initial=initial, user=request.user, visit=visit, lookup_url=url)
    title = _("完善 %(number)s") % {"number": visit.number}
    context = {
        "form": form,
        "visit": visit,
        "fit": fit_of(visit, visit.customer),
        "fit_label": VisitResult(fit_of(visit, visit.customer).result).label,
        "title": title,
        "here": title,
        "back_url": here(request, "visit_detail", number=number),
    }
    return render(
        request, "crm/visits/complete.html", context, status=422 if form.is_bound else 200
    )


def _completed(request: Any, visit: Visit, form: CompleteForm) -> bool:
    try:
        complete_visit(
            visit=visit,
            outcome=form.outcome(),
            by=request.user,
            now=timezone.now(),
            version=form.cleaned_data["version"],
        )
    except DomainError as error:
        field = error.field if isinstance(error, InvalidInput) else None
        form.add_error(field if field in form.fields else None, translated(str(error), str))
        return False
    return True


@require_POST
@requires("crm.edit_visit", label=gettext_lazy("开始接待"))
@submit_once
def visit_receive(request: Any, number: str) -> HttpResponse:
    """The consultant is with the visitors."""
    visit = visit_or_404(request, number)
    return act(
        request,
        lambda: receive_visitor(visit=visit, by=request.user, now=timezone.now()),
        to=here(request, "visit_detail", number=number),
        message=_("已开始接待"),
    )


@require_POST
@requires("crm.edit_visit", label=gettext_lazy("登记离店"))
@submit_once
def visit_end(request: Any, number: str) -> HttpResponse:
    """The visitors have left."""
    visit = visit_or_404(request, number)
    return act(
        request,
        lambda: end_visit(visit=visit, by=request.user, now=timezone.now()),
        to=here(request, "visit_detail", number=number),
        message=_("已登记离店，请完善记录"),
    )


@requires("crm.edit_visit", label=gettext_lazy("改派接待"))
@submit_once
def visit_assign(request: Any, number: str) -> HttpResponse:
    """Give the visit to somebody else, with the reason."""
    visit = visit_or_404(request, number)
    form = AssignForm(request.POST or None, store=visit.store)
    ask = Confirmation(
        title=_("改派 %(number)s 的接待") % {"number": visit.number},
        consequences=(_("新的接待人马上收到待办，原接待人恢复待接待"),),
        submit=_("改派"),
        back_url=here(request, "visit_detail", number=number),
        danger=False,
        form=form,
    )
    return ask_first(
        request,
        ask,
        lambda: assign_visit(
            visit=visit,
            to=form.cleaned_data["owner"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        ),
        message=_("已改派"),
    )

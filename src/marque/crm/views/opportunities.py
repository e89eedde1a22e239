"""Opportunities 销售机会: list, record, write, give up, make a task of it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.tasks import DropForm, OpportunityForm
from marque.crm.models import Opportunity
from marque.crm.queries.tasks import list_opportunities
from marque.crm.services.write_opportunity import (
    change_opportunity,
    convert_opportunity,
    drop_opportunity,
    write_opportunity,
)
from marque.crm.tables.tasks import OpportunityTable
from marque.crm.views.task_pages import asked, form_page, here, opportunity_or_404
from marque.crm.workflow import OPPORTUNITY_WORKFLOW, OpportunityStatus
from marque.foundation.access.decorators import requires
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Action,
    Confirmation,
    Record,
    act,
    ask_first,
    enter_store,
    moves_here,
    neighbours,
    posted_version,
    store_needed,
)

LABEL = gettext_lazy("销售机会")
FAMILIES = {"open": "blue", "converted": "green", "dropped": "void"}


@requires("crm.view_task", label=LABEL)
def opportunity_list(request: Any) -> HttpResponse:
    """Chances to sell."""
    return render_list(request, table=OpportunityTable)


@requires("crm.edit_task", label=LABEL)
@submit_once
def opportunity_create(request: Any) -> HttpResponse:
    """Write a chance down."""
    store = store_needed(request)
    initial = asked(request)
    form = OpportunityForm(request.POST or None, initial=initial, user=request.user, store=store)
    return form_page(
        request,
        form,
        lambda: write_opportunity(
            draft=form.draft(), store=store, by=request.user, now=timezone.now()
        ),
        page={
            "title": _("新建销售机会"),
            "message": _("机会已保存"),
            "back_url": here(request, "opportunity_list"),
        },
        to=lambda row: here(request, "opportunity_detail", number=row.number),
    )


@requires("crm.edit_task", label=LABEL)
@submit_once
def opportunity_edit(request: Any, number: str) -> HttpResponse:
    """Correct an open chance."""
    row = opportunity_or_404(request, number)
    back_url = here(request, "opportunity_detail", number=number)
    initial = {name: getattr(row, name) for name in OpportunityForm.base_fields}
    form = OpportunityForm(
        request.POST or None, initial=initial, user=request.user, store=row.store, row=row
    )
    return form_page(
        request,
        form,
        lambda: change_opportunity(
            row, draft=form.draft(), by=request.user, version=form.cleaned_data["version"]
        ),
        page={
            "title": _("修改 %(number)s") % {"number": number},
            "message": _("机会已保存"),
            "back_url": back_url,
        },
        to=lambda _row: back_url,
    )


@requires("crm.view_task", label=LABEL)
def opportunity_detail(request: Any, number: str) -> HttpResponse:
    """One chance: what is known, what became of it."""
    row = opportunity_or_404(request, number)
    rows = list_opportunities(user=request.user, store=request.store)
    record = Record(
        title=row.number,
        status=row.get_status_display(),
        family=FAMILIES[row.status],
        subtitle=row.title,
        actions=_actions(request, row),
        neighbours=neighbours(
            rows, row, lambda other: here(request, "opportunity_detail", number=other.number)
        ),
        version=row.version,
    )
    context = {
        "row": row,
        "document": row,
        "record": record,
        "here": row.number,
        "back_url": here(request, "opportunity_list"),
        "task": getattr(row, "task", None),
        "timeline": timeline_of(row),
    }
    return render(request, "crm/tasks/opportunity.html", context)


def _actions(request: Any, row: Opportunity) -> list[Action]:
    actions = list(enter_store(request, row.store))
    moves = moves_here(request, row, OPPORTUNITY_WORKFLOW)
    if row.status != OpportunityStatus.OPEN or not moves:
        return actions
    at = {"number": row.number}
    return [
        *actions,
        Action(
            _("转销售任务"),
            here(request, "opportunity_convert", **at),
            "checklist",
            "primary",
            method="post",
        ),
        Action(_("修改"), here(request, "opportunity_edit", **at), "edit"),
        Action(_("放弃机会"), here(request, "opportunity_drop", **at), "x", "danger", confirm=True),
    ]


@require_POST
@requires("crm.edit_task", label=LABEL)
@submit_once
def opportunity_convert(request: Any, number: str) -> HttpResponse:
    """Make a sales task of it and go there."""
    row = opportunity_or_404(request, number)
    return act(
        request,
        lambda: convert_opportunity(
            row, by=request.user, now=timezone.now(), version=posted_version(request)
        ),
        to=here(request, "opportunity_detail", number=number),
        message=_("已转为销售任务"),
        then=lambda task: here(request, "task_detail", number=task.number),
    )


@requires("crm.edit_task", label=LABEL)
@submit_once
def opportunity_drop(request: Any, number: str) -> HttpResponse:
    """Ask why, then give the chance up."""
    row = opportunity_or_404(request, number)
    form = DropForm(request.POST or None)
    ask = Confirmation(
        title=_("放弃 %(number)s") % {"number": number},
        consequences=[_("机会不再出现在“跟踪中”")],
        submit=_("放弃机会"),
        back_url=here(request, "opportunity_detail", number=number),
        form=form,
        extra={"version": row.version},
    )
    return ask_first(
        request,
        ask,
        lambda: drop_opportunity(
            row,
            reason=form.cleaned_data["reason"],
            by=request.user,
            version=posted_version(request),
        ),
        message=_("机会已放弃"),
    )

"""Sales activities 销售活动: list, record, plan, note what happened."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.activities import ActivityForm, EventForm
from marque.crm.queries.tasks import list_activities, list_tasks
from marque.crm.services.write_activity import change_activity, note_event, write_activity
from marque.crm.tables.tasks import ActivityTable
from marque.crm.views.task_pages import activity_or_404, asked, form_page, here
from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import Action, Record, enter_store, neighbours, store_needed

LABEL = gettext_lazy("销售活动")


@requires("crm.view_task", label=LABEL)
def activity_list(request: Any) -> HttpResponse:
    """Sales activities."""
    return render_list(request, table=ActivityTable)


@requires("crm.edit_task", label=LABEL)
@submit_once
def activity_create(request: Any) -> HttpResponse:
    """Plan an activity, for a customer, a lead or a task named in the address."""
    store = store_needed(request)
    form = ActivityForm(
        request.POST or None, initial=_start(request), user=request.user, store=store
    )
    return form_page(
        request,
        form,
        lambda: write_activity(
            draft=form.draft(), store=store, by=request.user, now=timezone.now()
        ),
        page={
            "title": _("新建销售活动"),
            "message": _("活动已保存"),
            "back_url": here(request, "activity_list"),
        },
        to=lambda row: here(request, "activity_detail", number=row.number),
    )


def _start(request: Any) -> dict[str, Any]:
    now = timezone.now().replace(minute=0, second=0, microsecond=0)
    start = {
        "owner": request.user.pk,
        **asked(request),
        "starts_at": now + timedelta(hours=24),
        "ends_at": now + timedelta(hours=25),
    }
    tasks = list_tasks(user=request.user, store=request.store).select_related("customer", "stage")
    if task := tasks.filter(number=request.GET.get("task", "")[:30]).first():
        start |= {"task": task, "customer": task.customer, "stage": task.stage_id}
    return start


@requires("crm.edit_task", label=LABEL)
@submit_once
def activity_edit(request: Any, number: str) -> HttpResponse:
    """Change an activity."""
    row = activity_or_404(request, number)
    to = here(request, "activity_detail", number=number)
    initial = {name: getattr(row, name) for name in ActivityForm.base_fields}
    form = ActivityForm(
        request.POST or None, initial=initial, user=request.user, store=row.store, row=row
    )
    return form_page(
        request,
        form,
        lambda: change_activity(
            row, draft=form.draft(), by=request.user, version=form.cleaned_data["version"] or 0
        ),
        page={
            "title": _("修改 %(number)s") % {"number": number},
            "message": _("活动已保存"),
            "back_url": to,
        },
        to=lambda _row: to,
    )


@requires("crm.view_task", label=LABEL)
def activity_detail(request: Any, number: str) -> HttpResponse:
    """One activity with its events in order."""
    row = activity_or_404(request, number)
    return _page(request, row, EventForm(initial={"at": timezone.now()}))


@require_POST
@requires("crm.edit_task", label=gettext_lazy("登记活动事件"))
@submit_once
def activity_event(request: Any, number: str) -> HttpResponse:
    """Note a call, a visit or a message that happened."""
    row = activity_or_404(request, number)
    to = here(request, "activity_detail", number=number)
    form = EventForm(request.POST)
    return form_page(
        request,
        form,
        lambda: note_event(row, by=request.user, now=timezone.now(), **form.cleaned_data),
        page={
            "title": _("登记活动事件 · %(name)s") % {"name": row.name},
            "message": _("事件已登记"),
            "back_url": to,
        },
        to=lambda _event: to,
    )


def _page(request: Any, row: Any, form: EventForm) -> HttpResponse:
    can_edit = request.store is not None and request.user.has_perm("crm.edit_task")
    actions = list(enter_store(request, row.store))
    if can_edit:
        actions.append(Action(_("修改"), here(request, "activity_edit", number=row.number), "edit"))
    rows = list_activities(user=request.user, store=request.store)
    record = Record(
        title=row.name,
        status=row.type.label,
        family="blue",
        subtitle=row.customer.name if row.customer else "",
        actions=actions,
        neighbours=neighbours(
            rows, row, lambda other: here(request, "activity_detail", number=other.number)
        ),
    )
    context = {
        "row": row,
        "record": record,
        "here": row.number,
        "back_url": here(request, "activity_list"),
        "events": row.events.select_related("way", "by"),
        "form": form if can_edit else None,
    }
    return render(request, "crm/tasks/activity.html", context)

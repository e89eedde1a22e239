"""Processes 进程: all of them in a list; plan, change, complete, cancel; rivals; usual steps."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.crm.forms.tasks import CompleteForm, ProcessForm, RivalForm, TemplateForm
from marque.crm.models import Process, ProcessTemplate
from marque.crm.services.complete_process import complete_process
from marque.crm.services.edit_template import delete_template, save_template
from marque.crm.services.note_rival import forget_rival, note_rival
from marque.crm.services.plan_process import (
    cancel_process,
    change_process,
    plan_process,
    plan_usual_processes,
)
from marque.crm.tables.tasks import ProcessTable
from marque.crm.views.task_pages import form_page, here, process_or_404, task_or_404
from marque.crm.words import TASK_FLAG
from marque.foundation.access.decorators import requires
from marque.foundation.dictionaries.words import entry
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import Confirmation, act, ask_first, posted_version

LABEL = gettext_lazy("销售进程")


@requires("crm.view_task", label=LABEL)
def process_list(request: Any) -> HttpResponse:
    """All steps of all tasks."""
    return render_list(request, table=ProcessTable)


@requires("crm.edit_task", label=LABEL)
@submit_once
def process_create(request: Any, number: str) -> HttpResponse:
    """Plan a step of a task."""
    task = task_or_404(request, number)
    to = here(request, "task_detail", number=number)
    initial = {
        "executor": task.owner_id,
        "flag": entry(TASK_FLAG, "normal"),
        "planned_at": timezone.now() + timedelta(days=1),
    }
    form = ProcessForm(request.POST or None, initial=initial, store=task.store)
    return form_page(
        request,
        form,
        lambda: plan_process(task=task, draft=form.draft(), by=request.user, now=timezone.now()),
        page={
            "title": _("安排进程 · %(title)s") % {"title": task.title},
            "message": _("进程已安排"),
            "back_url": to,
        },
        to=lambda _row: to,
    )


@require_POST
@requires("crm.edit_task", label=LABEL)
@submit_once
def process_usual(request: Any, number: str) -> HttpResponse:
    """Plan every usual step that the task does not have yet."""
    task = task_or_404(request, number)
    return act(
        request,
        lambda: plan_usual_processes(task=task, by=request.user, now=timezone.now()),
        to=here(request, "task_detail", number=number),
        message=lambda rows: _("已安排 %(n)s 条进程") % {"n": len(rows)},
    )


@requires("crm.edit_task", label=LABEL)
@submit_once
def process_edit(request: Any, pk: int) -> HttpResponse:
    """Move a step to another day, person or action."""
    row = process_or_404(request, pk)
    to = here(request, "task_detail", number=row.task.number)
    form = ProcessForm(request.POST or None, initial=_initial(row), store=row.store, row=row)
    return form_page(
        request,
        form,
        lambda: change_process(
            row, draft=form.draft(), by=request.user, version=form.cleaned_data["version"] or 0
        ),
        page={
            "title": _("修改进程 · %(title)s") % {"title": row.title},
            "message": _("进程已保存"),
            "back_url": to,
        },
        to=lambda _row: to,
    )


def _initial(row: Process) -> dict[str, Any]:
    initial = {name: getattr(row, name, None) for name in ProcessForm.base_fields}
    ahead = row.planned_at - row.prompt_at
    return initial | {"prompt_hours": int(ahead.total_seconds() // 3600)}


@requires("crm.edit_task", label=gettext_lazy("完成进程"))
@submit_once
def process_complete(request: Any, pk: int) -> HttpResponse:
    """Ask what came of it, then complete the step."""
    row = process_or_404(request, pk)
    form = CompleteForm(request.POST or None)
    stage = row.stage.label if row.stage else ""
    ask = Confirmation(
        title=_("完成进程 · %(title)s") % {"title": row.title},
        consequences=[_("任务进入阶段“%(stage)s”") % {"stage": stage}] if stage else [],
        submit=_("完成进程"),
        back_url=here(request, "task_detail", number=row.task.number),
        form=form,
        danger=False,
        extra={"version": row.version},
    )
    return ask_first(
        request,
        ask,
        lambda: complete_process(
            row,
            result=form.cleaned_data["result"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        ),
        message=_("进程已完成"),
    )


@require_POST
@requires("crm.edit_task", label=LABEL)
@submit_once
def process_cancel(request: Any, pk: int) -> HttpResponse:
    """Strike a step out."""
    row = process_or_404(request, pk)
    return act(
        request,
        lambda: cancel_process(
            row, by=request.user, now=timezone.now(), version=posted_version(request) or 0
        ),
        to=here(request, "task_detail", number=row.task.number),
        message=_("进程已取消"),
    )


@require_POST
@requires("crm.edit_task", label=gettext_lazy("登记竞争对手"))
@submit_once
def rival_add(request: Any, number: str) -> HttpResponse:
    """Write a competitor of the task down."""
    task = task_or_404(request, number)
    to = here(request, "task_detail", number=number)
    form = RivalForm(request.POST)
    return form_page(
        request,
        form,
        lambda: note_rival(task=task, by=request.user, **form.cleaned_data),
        page={
            "title": _("登记竞争对手 · %(title)s") % {"title": task.title},
            "message": _("竞争对手已登记"),
            "back_url": to,
        },
        to=lambda _row: to,
    )


@require_POST
@requires("crm.edit_task", label=gettext_lazy("登记竞争对手"))
def rival_remove(request: Any, number: str, pk: int) -> HttpResponse:
    """Take a competitor off the task."""
    task = task_or_404(request, number)
    rival = get_object_or_404(task.rivals.select_related("task"), pk=pk)
    return act(
        request,
        lambda: forget_rival(rival, by=request.user),
        to=here(request, "task_detail", number=number),
        message=_("已移除竞争对手"),
    )


@requires("crm.edit_template", label=gettext_lazy("进程模板"))
def template_list(request: Any) -> HttpResponse:
    """The usual steps of every task."""
    rows = ProcessTemplate.objects.select_related("action", "stage")
    return render(request, "crm/tasks/templates.html", {"rows": rows, "title": _("进程模板")})


@requires("crm.edit_template", label=gettext_lazy("进程模板"), group_level=True)
@submit_once
def template_edit(request: Any, pk: int | None = None) -> HttpResponse:
    """Add a usual step or change one; it belongs to the group."""
    row = get_object_or_404(ProcessTemplate, pk=pk) if pk else None
    initial = {name: getattr(row, name) for name in TemplateForm.base_fields} if row else {}
    form = TemplateForm(request.POST or None, initial=initial, row=row)
    to = here(request, "template_list")

    def save() -> ProcessTemplate:
        said = dict(form.cleaned_data)
        return save_template(row, version=said.pop("version"), fields=said)

    return form_page(
        request,
        form,
        save,
        page={
            "title": row.name if row else _("新建进程模板"),
            "message": _("进程模板已保存"),
            "back_url": to,
            "row": row,
        },
        to=lambda _row: to,
        template="crm/tasks/template.html",
    )


@require_POST
@requires("crm.edit_template", label=gettext_lazy("进程模板"), group_level=True)
def template_delete(request: Any, pk: int) -> HttpResponse:
    """Remove a usual step that was never used."""
    row = get_object_or_404(ProcessTemplate, pk=pk)
    return act(
        request,
        lambda: delete_template(row),
        to=here(request, "template_list"),
        message=_("已删除"),
    )

"""Plan the steps of a task (进程), by hand or from the usual ones; change and cancel them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, ProcessTemplate, SalesTask, TaskMember
from marque.crm.services.task_drafts import (
    EDIT,
    ProcessDraft,
    check_worker,
    department_in,
    locked_task,
    must,
    must_be_open,
    process_record,
    task_changed,
    tell,
)
from marque.crm.words import TASK_FLAG
from marque.foundation.dictionaries.words import entry
from marque.foundation.notifications.services import settle
from marque.kernel.errors import GuardRefused, InvalidInput


@transaction.atomic
def plan_process(*, task: SalesTask, draft: ProcessDraft, by: Any, now: datetime) -> Process:
    """Add a step.  Its executor joins the task; the prompt comes as early as the action asks."""
    must(EDIT, by, _("安排进程"))
    row = locked_task(task, by=by)
    must_be_open(row)
    return _plan(row, draft, by=by, now=now)


@transaction.atomic
def plan_usual_processes(*, task: SalesTask, by: Any, now: datetime) -> list[Process]:
    """Add every usual step that the task does not have yet, for its owner."""
    must(EDIT, by, _("安排进程"))
    row = locked_task(task, by=by)
    must_be_open(row)
    planned = Process.objects.filter(task=row, template__isnull=False)
    has = set(planned.values_list("template", flat=True))
    flag = entry(TASK_FLAG, "normal")
    templates = ProcessTemplate.objects.filter(is_active=True).exclude(pk__in=has)
    return [
        _plan(row, _usual(template, row, flag, now), by=by, now=now)
        for template in templates.select_related("action", "stage")
    ]


@transaction.atomic
def change_process(process: Process, *, draft: ProcessDraft, by: Any, version: int) -> Process:
    """Move a step to another day, person or action before it is done."""
    must(EDIT, by, _("安排进程"))
    task = locked_task(process.task, by=by)
    row = _locked(process, task, version)
    _join(task, draft.executor, by=by)
    if draft.planned_at != row.planned_at or draft.executor.pk != row.executor_id:
        settle(record=process_record(row), now=draft.planned_at)
        row.prompted_at = None
    _put(row, draft)
    row.department = department_in(draft.executor, task.store)
    row.version += 1
    row.save()
    task_changed(task)
    return row


@transaction.atomic
def cancel_process(process: Process, *, by: Any, now: datetime, version: int) -> Process:
    """Strike out a step that will not be done."""
    must(EDIT, by, _("安排进程"))
    task = locked_task(process.task, by=by)
    row = _locked(process, task, version)
    row.cancelled_at = now
    row.version += 1
    row.save(update_fields=["cancelled_at", "version"])
    settle(record=process_record(row), now=now)
    task_changed(task)
    return row


def _plan(task: SalesTask, draft: ProcessDraft, *, by: Any, now: datetime) -> Process:
    _join(task, draft.executor, by=by)
    row = Process(task=task, store=task.store, created_at=now, created_by=by)
    _put(row, draft)
    row.department = department_in(draft.executor, task.store)
    row.template = draft.template
    row.save(force_insert=True)
    tell(task, [row.executor], _("新进程：%(title)s") % {"title": row.title}, by=by)
    task_changed(task)
    return row


def _put(row: Process, draft: ProcessDraft) -> None:
    if not draft.title.strip():
        raise InvalidInput(_("请填写进程内容"), field="title")
    hours = draft.prompt_hours
    ahead = draft.action.value("hours") if hours is None else hours
    row.action, row.title, row.flag = draft.action, draft.title.strip(), draft.flag
    row.stage, row.executor, row.planned_at = draft.stage, draft.executor, draft.planned_at
    row.prompt_at = draft.planned_at - timedelta(hours=ahead)


def _join(task: SalesTask, user: Any, *, by: Any) -> None:
    """Whoever executes a step works on the task."""
    if TaskMember.objects.filter(task=task, user=user).exists():
        return
    check_worker(user, task.store, field="executor")
    TaskMember.objects.create(task=task, user=user)
    tell(task, [user], _("您加入了销售任务：%(title)s") % {"title": task.title}, by=by)


def _usual(template: ProcessTemplate, task: SalesTask, flag: Any, now: datetime) -> ProcessDraft:
    return ProcessDraft(
        action=template.action,
        title=template.name,
        planned_at=now + timedelta(days=template.days),
        executor=task.owner,
        flag=flag,
        stage=template.stage,
        prompt_hours=template.prompt_hours,
        template=template,
    )


def _locked(process: Process, task: SalesTask, version: int) -> Process:
    row: Process = (
        Process.objects.filter(task=task).select_for_update(of=("self",)).get(pk=process.pk)
    )
    row.task = task
    return pending_as_shown(row, version)


def pending_as_shown(row: Process, version: int | None) -> Process:
    """The locked step if it is still to be done and as the page had shown it."""
    if not row.is_pending:
        raise GuardRefused(_("进程“%(title)s”已完成或取消。") % {"title": row.title})
    if version is not None and row.version != version:
        raise GuardRefused(_("进程“%(title)s”刚被他人修改，请刷新后再办。") % {"title": row.title})
    return row

"""A step of a task is done: the task moves to the stage that the step leads to (LED-15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask
from marque.crm.services.edit_task import enter_stage
from marque.crm.services.plan_process import pending_as_shown
from marque.crm.services.task_drafts import (
    ASSIGN,
    EDIT,
    locked_task,
    must,
    must_be_open,
    process_record,
    task_changed,
    tell,
)
from marque.crm.words import TASK_STATE
from marque.foundation.dictionaries.words import entry
from marque.foundation.notifications.services import settle
from marque.kernel.errors import InvalidInput, NotAuthorised


@transaction.atomic
def complete_process(
    process: Process, *, result: str, by: Any, now: datetime, version: int | None = None
) -> SalesTask:
    """Write down what came of the step.  A stage is entered forwards only, never back.

    The executor, the owner of the task or whoever assigns tasks may say so.
    """
    must(EDIT, by, _("完成进程"))
    task = locked_task(process.task, by=by)
    must_be_open(task)
    row: Process = (
        Process.objects.filter(task=task)
        .select_for_update(of=("self",))
        .select_related("stage")
        .get(pk=process.pk)
    )
    row.task = task
    pending_as_shown(row, version)
    _may_complete(row, by)
    if not result.strip():
        raise InvalidInput(_("请填写执行结果。"), field="result")
    row.done_at, row.done_by, row.result = now, by, result.strip()[:500]
    row.version += 1
    row.save(update_fields=["done_at", "done_by", "result", "version"])
    _move_on(task, row, by=by, now=now)
    settle(record=process_record(row), now=now)
    title = _("进程已完成：%(title)s") % {"title": row.title}
    tell(task, [task.owner], title, by=by)
    task_changed(task)
    return task


def _may_complete(process: Process, by: Any) -> None:
    if by.pk not in {process.executor_id, process.task.owner_id} and not by.has_perm(ASSIGN):
        raise NotAuthorised(_("只有执行人或任务负责人可以完成这个进程。"))


def _move_on(task: SalesTask, process: Process, *, by: Any, now: datetime) -> None:
    stage = process.stage
    if stage is not None and (stage.position, stage.pk) > (task.stage.position, task.stage.pk):
        enter_stage(task, stage, by=by, now=now, process=process)
    if task.state.code == "new":
        task.state = entry(TASK_STATE, "doing")
    task.version += 1
    task.save(update_fields=["stage", "state", "version"])

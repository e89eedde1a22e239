"""Change what is known of a sales task, also its stage and its state, by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask, StageChange
from marque.crm.services.task_drafts import (
    EDIT,
    TaskDraft,
    copy_draft,
    locked_task,
    must,
    must_be_open,
    task_changed,
)
from marque.foundation.dictionaries.models import Entry

DECIDED_ELSEWHERE = ("owner", "origin", "origin_note", "stage")


@transaction.atomic
def edit_task(
    *, task: SalesTask, draft: TaskDraft, by: Any, now: datetime, version: int | None = None
) -> SalesTask:
    """Correct an open task; its source stays, its owner changes by `assign_task`."""
    must(EDIT, by, _("修改销售任务"))
    row = locked_task(task, by=by, version=version)
    must_be_open(row)
    copy_draft(draft, row, but=DECIDED_ELSEWHERE)
    row.version += 1
    enter_stage(row, draft.stage, by=by, now=now)
    row.save()
    task_changed(row)
    return row


def enter_stage(
    task: SalesTask, stage: Entry, *, by: Any, now: datetime, process: Process | None = None
) -> None:
    """Write down that the task is in another stage now; the caller saves the task."""
    if stage.pk == task.stage_id:
        return
    StageChange.objects.create(
        task=task, from_stage=task.stage, to_stage=stage, process=process, at=now, by=by
    )
    task.stage = stage

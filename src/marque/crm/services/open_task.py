"""Open a sales task (新建销售任务) from one of its four sources (LED-14, LED-17)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Opportunity, SalesTask, StageChange, TaskMember, TaskOrigin
from marque.crm.services.task_drafts import (
    ASSIGN,
    EDIT,
    TaskDraft,
    check_worker,
    copy_draft,
    department_in,
    must,
    task_changed,
    tell,
)
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput

ALL = Decimal(100)


@transaction.atomic
def open_task(*, draft: TaskDraft, store: Any, by: Any, now: datetime) -> SalesTask:
    """Open a task by hand, for a campaign or out of a customer's feedback.

    One of an opportunity is made by converting the opportunity.  The owner starts with the
    whole of it; `share_task` splits it.
    """
    if draft.origin == TaskOrigin.OPPORTUNITY:
        raise InvalidInput(_("请从销售机会页面转为任务。"), field="origin")
    return write_task(draft=draft, store=store, by=by, now=now)


def write_task(
    *,
    draft: TaskDraft,
    store: Any,
    by: Any,
    now: datetime,
    opportunity: Opportunity | None = None,
) -> SalesTask:
    """Save a task inside the caller's transaction; its number is drawn last."""
    must(EDIT, by, _("新建销售任务"))
    owner = draft.owner or by
    if owner.pk != by.pk and opportunity is None:
        must(ASSIGN, by, _("分派销售任务"))
    check_worker(owner, store, field="owner")
    if draft.origin in {TaskOrigin.CAMPAIGN, TaskOrigin.FEEDBACK} and not draft.origin_note:
        raise InvalidInput(_("请写明是哪次活动或哪条反馈。"), field="origin_note")
    task = SalesTask(store=store, created_at=now, created_by=by, opportunity=opportunity)
    copy_draft(replace(draft, owner=owner), task)
    task.department = department_in(owner, store)
    task.number = next_number("crm.salestask", store=store, on=timezone.localdate(now))
    task.save(force_insert=True)
    TaskMember.objects.create(task=task, user=owner, rate_share=ALL)
    StageChange.objects.create(task=task, to_stage=task.stage, at=now, by=by)
    tell(task, [owner], _("新销售任务：%(title)s") % {"title": task.title}, by=by)
    task_changed(task)
    return task

"""A sales task ends: won, lost or stopped, with its reason; or it is taken up again (LED-14)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask
from marque.crm.services.edit_task import enter_stage
from marque.crm.services.task_drafts import locked_task, process_record, task_changed, tell
from marque.crm.words import END_REASON, STAGE, TASK_STATE
from marque.crm.workflow import TASK_WORKFLOW, TaskStatus
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.words import entry
from marque.foundation.notifications.services import settle
from marque.parties import api as parties

ENDED = ("ended_at", "end_reason", "end_note", "state", "stage")


@transaction.atomic
def win_task(
    *, task: SalesTask, by: Any, now: datetime, note: str = "", version: int | None = None
) -> SalesTask:
    """The customer bought: the task is closed in the last stage, every rival has lost."""
    row = locked_task(task, by=by, version=version)
    enter_stage(row, entry(STAGE, "won"), by=by, now=now)
    return _end(row, "win", entry(END_REASON, "signed"), note, by, now)


@transaction.atomic
def lose_task(
    *,
    task: SalesTask,
    reason: Entry,
    by: Any,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> SalesTask:
    """The customer did not buy from us, for this reason; every rival on the task has won."""
    row = locked_task(task, by=by, version=version)
    return _end(row, "lose", reason, note, by, now)


@transaction.atomic
def stop_task(
    *,
    task: SalesTask,
    reason: Entry,
    by: Any,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> SalesTask:
    """Work on the task stops for this reason; nobody has won."""
    row = locked_task(task, by=by, version=version)
    return _end(row, "stop", reason, note, by, now)


@transaction.atomic
def reopen_task(*, task: SalesTask, by: Any, version: int | None = None) -> SalesTask:
    """Take up a lost or stopped task again."""
    row = locked_task(task, by=by, version=version)
    transition = TASK_WORKFLOW.check("reopen", row, by)
    row.ended_at, row.end_reason, row.end_note = None, None, ""
    row.state = entry(TASK_STATE, "doing")
    row.move(transition, by=by, also=ENDED)
    parties.forget_competitor_results((row._meta.label_lower, row.pk))
    task_changed(row)
    return row


def _end(task: SalesTask, move: str, reason: Entry, note: str, by: Any, now: datetime) -> SalesTask:
    task.end_reason, task.end_note, task.ended_at = reason, note.strip()[:200], now
    transition = TASK_WORKFLOW.check(move, task, by)
    task.state = entry(TASK_STATE, "stopped" if move == "stop" else "done")
    _cancel_processes(task, now=now)
    task.move(
        transition, by=by, note="；".join(filter(None, (str(reason), task.end_note))), also=ENDED
    )
    if move != "stop":
        _tell_rivals(task, is_won=task.status == TaskStatus.WON, now=now)
    people = [member.user for member in task.members.select_related("user")]
    tell(
        task,
        people,
        _("%(title)s：%(result)s") % {"title": task.title, "result": task.get_status_display()},
        by=by,
    )
    task_changed(task)
    return task


def _cancel_processes(task: SalesTask, *, now: datetime) -> None:
    for process in Process.objects.filter(task=task).pending().select_related("task"):
        settle(record=process_record(process), now=now)
    Process.objects.filter(task=task).pending().update(cancelled_at=now)


def _tell_rivals(task: SalesTask, *, is_won: bool, now: datetime) -> None:
    for rival in task.rivals.select_related("competitor"):
        cars = parties.CompetitorModel.objects.filter(competitor=rival.competitor, name=rival.car)
        parties.record_competitor_result(
            rival.competitor,
            is_won=is_won,
            source=(task._meta.label_lower, task.pk),
            on=timezone.localdate(now),
            model=cars.first(),
            reason=str(task.end_reason),
        )

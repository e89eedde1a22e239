"""What the page of a sales task is given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.forms.tasks import RivalForm
from marque.crm.models import Process, SalesTask
from marque.crm.queries.tasks import list_tasks
from marque.crm.views.task_pages import here
from marque.crm.words import STAGE
from marque.crm.workflow import TASK_WORKFLOW
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.documents.timeline import Entry, timeline_of
from marque.foundation.ui.records import Action, Record, Step, enter_store, moves_here, neighbours

FAMILIES = {"open": "blue", "won": "green", "lost": "gray", "stopped": "void"}
MOVES = {"win": ("circle-check", "primary"), "lose": ("x", "menu"), "stop": ("hand-stop", "danger")}


def task_context(request: Any, task: SalesTask) -> dict[str, Any]:
    """Frame, steps, people, rivals, activities and history of a task."""
    now = timezone.now()
    changes = list(task.stage_changes.select_related("from_stage", "to_stage", "by"))
    can_edit = task.is_open and request.store is not None and request.user.has_perm("crm.edit_task")
    return {
        "task": task,
        "document": task,
        "record": _record(request, task, changes),
        "here": task.number,
        "back_url": here(request, "task_list"),
        "processes": Process.objects.filter(task=task)
        .select_related("action", "flag", "executor", "stage")
        .order_by("done_at", "cancelled_at", "planned_at", "pk"),
        "members": task.members.select_related("user"),
        "rivals": task.rivals.select_related("competitor"),
        "rival_form": RivalForm() if can_edit else None,
        "activities": task.activities.select_related("type", "owner").order_by("-starts_at")[:10],
        "now": now,
        "today": timezone.localdate(now),
        "can_edit": can_edit,
        "timeline": sorted(
            [*timeline_of(task), *_entries(changes)], key=lambda entry: entry.at, reverse=True
        ),
    }


def _entries(changes: list[Any]) -> Iterator[Entry]:
    for change in changes:
        before = change.from_stage.label if change.from_stage else ""
        text = f"{before} → {change.to_stage.label}" if before else change.to_stage.label
        yield Entry(change.at, change.by, "stage", "target", "cyan", _("阶段"), text)


def _record(request: Any, task: SalesTask, changes: list[Any]) -> Record:
    rows = list_tasks(user=request.user, store=request.store)
    return Record(
        title=task.number,
        status=task.get_status_display(),
        family=FAMILIES[task.status],
        subtitle=task.title,
        steps=_steps(task, changes),
        actions=[*enter_store(request, task.store), *_actions(request, task)],
        neighbours=neighbours(
            rows, task, lambda other: here(request, "task_detail", number=other.number)
        ),
        version=task.version,
    )


def _steps(task: SalesTask, changes: list[Any]) -> list[Step]:
    """The stages: those before the present one are done, whether or not they were entered."""
    entered = {change.to_stage_id: change.at for change in changes}
    stages = [s for s in entries_of(STAGE, all_of_them=True) if s.is_active or s == task.stage]
    at = next(number for number, stage in enumerate(stages) if stage == task.stage)
    return [
        Step(
            stage.label,
            _note(stage, entered),
            ("now" if task.is_open else "done") if number == at else "done" if number < at else "",
        )
        for number, stage in enumerate(stages)
    ]


def _note(stage: Any, entered: dict[int, Any]) -> str:
    rate = f"{stage.value('rate')}%"
    if stage.pk in entered:
        return f"{rate} · {timezone.localtime(entered[stage.pk]):%m-%d}"
    return rate


def _actions(request: Any, task: SalesTask) -> Iterator[Action]:
    moves = moves_here(request, task, TASK_WORKFLOW)
    at = {"number": task.number}
    for name, (icon, kind) in MOVES.items():
        if name in moves:
            label = TASK_WORKFLOW.transitions[name].label
            yield Action(label, here(request, f"task_{name}", **at), icon, kind, confirm=True)
    if "reopen" in moves:
        url = here(request, "task_reopen", **at)
        yield Action(_("重新打开"), url, "refresh", "default", method="post")
    if not task.is_open or request.store is None:
        return
    if request.user.has_perm("crm.edit_task"):
        yield Action(_("修改"), here(request, "task_edit", **at), "edit")
        yield Action(_("成员与分成"), here(request, "task_share", **at), "users", "menu")
    if request.user.has_perm("crm.assign_task"):
        yield Action(_("分派"), here(request, "task_assign", **at), "user-plus")

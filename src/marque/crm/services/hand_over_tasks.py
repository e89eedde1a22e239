"""A leaver's opportunities, sales tasks, steps and planned activities go to somebody else."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Activity, Opportunity, Process, SalesTask, TaskMember
from marque.crm.services.assign_task import give_task
from marque.crm.services.task_drafts import department_in
from marque.crm.workflow import OpportunityStatus
from marque.kernel import clock


def _opportunities(user: Any) -> Any:
    return Opportunity.objects.filter(owner=user, status=OpportunityStatus.OPEN)


def _steps(user: Any) -> Any:
    """Steps in the tasks of others."""
    return Process.objects.filter(executor=user).pending().exclude(task__owner=user)


def _activities(user: Any) -> Any:
    return Activity.objects.filter(owner=user, ends_at__gt=clock.now())


def count_open_tasks_of(user: Any) -> int:
    """How much of the selling is in this person's hands."""
    tasks: int = SalesTask.objects.open().filter(owner=user).count()
    rest = (_opportunities(user), _steps(user), _activities(user))
    return tasks + sum(int(rows.count()) for rows in rest)


@transaction.atomic
def hand_over_tasks(*, from_user: Any, to_user: Any, by: Any, today: date) -> int:
    """Give everything open to `to_user`; returns how many records there were."""
    count = count_open_tasks_of(from_user)
    reason = _("%(day)s 由 %(old)s 移交给 %(new)s") % {
        "day": today,
        "old": from_user.name,
        "new": to_user.name,
    }
    tasks = SalesTask.objects.open().filter(owner=from_user).locked()
    for task in tasks.select_related("store", "owner"):
        give_task(task, to_user, by=by, reason=reason)
    for step in _steps(from_user).select_related("task"):
        TaskMember.objects.get_or_create(task=step.task, user=to_user)
        step.executor, step.department = to_user, department_in(to_user, step.store)
        step.prompted_at = None
        step.save(update_fields=["executor", "department", "prompted_at"])
    for rows in (_opportunities(from_user), _activities(from_user)):
        for row in rows.select_related("store"):
            row.owner, row.department = to_user, department_in(to_user, row.store)
            row.version += 1
            row.save(update_fields=["owner", "department", "version"])
    return count

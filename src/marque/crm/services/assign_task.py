"""Give a task to somebody else, by ability and load (任务分配, LED-20)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask, TaskMember
from marque.crm.services.task_drafts import (
    ASSIGN,
    check_worker,
    department_in,
    locked_task,
    must,
    must_be_open,
    task_changed,
    tell,
)
from marque.foundation.documents.services.comment import add_comment
from marque.kernel.errors import InvalidInput


@transaction.atomic
def assign_task(
    *, task: SalesTask, to: Any, by: Any, reason: str = "", version: int | None = None
) -> SalesTask:
    """Make `to` the owner: the share and the open processes of the former one go along."""
    must(ASSIGN, by, _("分派销售任务"))
    row = locked_task(task, by=by, version=version)
    must_be_open(row)
    if to.pk == row.owner_id:
        raise InvalidInput(_("%(name)s已经是负责人。") % {"name": to.name}, field="to")
    check_worker(to, row.store, field="to")
    give_task(row, to, by=by, reason=reason)
    return row


def give_task(task: SalesTask, to: Any, *, by: Any, reason: str) -> None:
    """Change the owner of a locked task inside the caller's transaction."""
    before = task.owner
    old = TaskMember.objects.filter(task=task, user=before).first()
    new = TaskMember.objects.filter(task=task, user=to).first()
    share = old.rate_share if old else 0
    if new is None and old is not None:
        TaskMember.objects.filter(pk=old.pk).update(user=to)
    elif new is not None and old is not None:
        TaskMember.objects.filter(pk=new.pk).update(rate_share=new.rate_share + share)
        old.delete()
    department = department_in(to, task.store)
    Process.objects.filter(task=task, executor=before).pending().update(
        executor=to, department=department, prompted_at=None
    )
    task.owner, task.department = to, department
    task.version += 1
    task.save(update_fields=["owner", "department", "version"])
    words = _("负责人：%(old)s → %(new)s") % {"old": before.name, "new": to.name}
    add_comment(document=task, text=f"{words}；{reason}" if reason else words, by=by)
    tell(task, [to], _("分派给您：%(title)s") % {"title": task.title}, by=by)
    task_changed(task)

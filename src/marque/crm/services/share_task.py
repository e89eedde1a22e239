"""Several people work on a task, each with a share; all shares make 100 percent (LED-14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Process, SalesTask, TaskMember
from marque.crm.services.task_drafts import (
    EDIT,
    check_worker,
    locked_task,
    must,
    must_be_open,
    task_changed,
    tell,
)
from marque.kernel.errors import GuardRefused, InvalidInput

ALL, CENT = Decimal(100), Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Share:
    """One person's part of a task, in percent; None for “split the rest evenly”."""

    user: Any
    rate_share: Decimal | None = None
    duty: str = ""


def split_evenly(whole: Decimal, people: int) -> list[Decimal]:
    """`whole` in `people` parts of two places that differ by a cent at most and sum to it."""
    part = (whole / people).quantize(CENT, ROUND_DOWN)
    over = int((whole - part * people) / CENT)
    return [part + CENT if number < over else part for number in range(people)]


@transaction.atomic
def share_task(
    *, task: SalesTask, shares: Sequence[Share], by: Any, version: int | None = None
) -> SalesTask:
    """Say who works on the task and with which share; open shares split the rest evenly.

    The owner is always among them.  Somebody with an unfinished process cannot leave.
    """
    must(EDIT, by, _("分派销售任务"))
    row = locked_task(task, by=by, version=version)
    must_be_open(row)
    given = _completed(row, shares)
    known = {member.user_id: member for member in row.members.select_for_update()}
    joined = [share.user for share in given if share.user.pk not in known]
    for user in joined:
        check_worker(user, row.store, field="user")
    _remove(row, set(known) - {share.user.pk for share in given})
    for share in given:
        TaskMember.objects.update_or_create(
            task=row,
            user=share.user,
            defaults={"rate_share": share.rate_share or Decimal(0), "duty": share.duty[:60]},
        )
    row.version += 1
    row.save(update_fields=["version"])
    tell(row, joined, _("您加入了销售任务：%(title)s") % {"title": row.title}, by=by)
    task_changed(row)
    return row


def _completed(task: SalesTask, shares: Sequence[Share]) -> list[Share]:
    people = [share.user.pk for share in shares]
    if len(set(people)) != len(people):
        raise InvalidInput(_("同一个人只能填一次。"))
    if task.owner_id not in people:
        raise InvalidInput(_("负责人须在任务成员中。"))
    said = sum((share.rate_share or Decimal(0) for share in shares), Decimal(0))
    unsaid = [share for share in shares if share.rate_share is None]
    if said > ALL or (said != ALL and not unsaid):
        raise InvalidInput(_("分成合计应为 100%%，现在是 %(sum)s%%。") % {"sum": said})
    parts = iter(split_evenly(ALL - said, len(unsaid)) if unsaid else ())
    return [
        share if share.rate_share is not None else Share(share.user, next(parts), share.duty)
        for share in shares
    ]


def _remove(task: SalesTask, leaving: set[int]) -> None:
    busy = (
        Process.objects.filter(task=task, executor__in=leaving)
        .pending()
        .select_related("executor")
        .first()
    )
    if busy is not None:
        raise GuardRefused(
            _("%(name)s还有未完成的进程“%(title)s”，请先改派。")
            % {"name": busy.executor.name, "title": busy.title}
        )
    TaskMember.objects.filter(task=task, user__in=leaving).delete()

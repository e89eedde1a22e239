"""Tell executors ahead of time what they have to do (提前提示, LED-18)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Process
from marque.crm.services.task_drafts import process_record
from marque.foundation.live.publish import publish
from marque.foundation.notifications.services import notify

MOST = 500
"""At most so many in one run; the next minute goes on."""


@transaction.atomic
def prompt_processes(*, now: datetime) -> int:
    """Ring the bell of whoever has a step within its prompt time, once each; returns how many."""
    due = (
        Process.objects.to_prompt(now=now)
        .select_related("task__store", "executor")
        .order_by("prompt_at", "pk")
        .select_for_update(of=("self",), skip_locked=True)[:MOST]
    )
    rows = list(due)
    for row in rows:
        when = timezone.localtime(row.planned_at)
        notify(
            [row.executor],
            kind="todo",
            title=_("%(when)s %(title)s（%(number)s）")
            % {"when": f"{when:%m-%d %H:%M}", "title": row.title, "number": row.task.number},
            url=row.task.get_absolute_url(),
            record=process_record(row),
        )
    Process.objects.filter(pk__in=[row.pk for row in rows]).update(prompted_at=now)
    for code in {row.task.store.code for row in rows}:
        publish(f"desk:{code}", "tasks:changed")
    return len(rows)

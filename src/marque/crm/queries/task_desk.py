"""What sales tasks put on the desk: my steps that are near, and tasks that end today."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Process
from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem

SHOWN = 8


def process_blocks(user: Any, store: Any, *, now: datetime) -> list[DeskBlock]:
    """Steps of mine that are late, due today, or within the time in which I asked to be told."""
    if not user.has_perm("crm.edit_task"):
        return []
    today = timezone.localdate(now)
    tonight = timezone.make_aware(datetime.combine(today + timedelta(days=1), time.min))
    mine = (
        Process.objects.visible_to(user)
        .in_store(store)
        .filter(executor=user)
        .pending()
        .filter(Q(planned_at__lt=tonight) | Q(prompt_at__lte=now))
        .with_details()
        .order_by("planned_at", "pk")
    )
    rows = list(mine[:SHOWN])
    code = store.code if store else "hq"
    return [
        DeskBlock(
            key="crm.processes",
            title=_("销售进程"),
            kind="tasks",
            order=25,
            count=mine.count(),
            more_url=reverse("crm:process_list", kwargs={"store": code}),
            items=tuple(_item(row, code, now=now) for row in rows),
            empty=_("近期没有要办的进程"),
            is_empty_hidden=True,
            refresh_on="tasks:changed",
        )
    ]


def _item(row: Process, code: str, *, now: datetime) -> DeskItem:
    when = timezone.localtime(row.planned_at)
    late = row.planned_at < now
    today = timezone.localdate(now) == when.date()
    return DeskItem(
        title=row.task.customer.name,
        when=f"{when:%H:%M}" if today else f"{when:%m-%d %H:%M}",
        late=late,
        url=reverse("crm:task_detail", kwargs={"store": code, "number": row.task.number}),
        why=f"{row.action.label} · {row.title}",
        tag=row.task.number,
        action_label=_("办理"),
        group=_("销售进程"),
        icon="list-check",
    )

"""Competitors on a sales task: which car, at what price (LED-19)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import SalesTask, TaskCompetitor
from marque.crm.services.task_drafts import EDIT, locked_task, must, must_be_open


@transaction.atomic
def note_rival(
    *,
    task: SalesTask,
    competitor: Any,
    by: Any,
    car: str = "",
    amount_price: Decimal | None = None,
    note: str = "",
) -> TaskCompetitor:
    """Write down a competitor of an open task; said again, the last word counts."""
    must(EDIT, by, _("登记竞争对手"))
    row = locked_task(task, by=by)
    must_be_open(row)
    rival, _made = TaskCompetitor.objects.update_or_create(
        task=row,
        competitor=competitor,
        defaults={"car": car.strip(), "amount_price": amount_price, "note": note.strip()},
    )
    return rival


@transaction.atomic
def forget_rival(rival: TaskCompetitor, *, by: Any) -> None:
    """Take a competitor off an open task."""
    must(EDIT, by, _("登记竞争对手"))
    must_be_open(locked_task(rival.task, by=by))
    rival.delete()

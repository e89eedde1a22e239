"""What the worker does for crm."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Lead
from marque.crm.services.give_lead import assign_leads
from marque.crm.services.look_after_leads import (
    escalate_overdue,
    remind_of_lost,
    remind_of_today,
    return_forgotten,
)
from marque.crm.services.prompt_processes import prompt_processes
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.kernel import clock
from marque.organisation.models import Store, User

BATCH = 50


def _stores() -> Any:
    return Store.objects.filter(is_active=True).select_related("company")


def look_after_leads_task() -> None:
    """Escalate what is badly late, and put what was forgotten back into the pool."""
    for store in _stores():
        return_forgotten(store=store, now=clock.now())
        escalate_overdue(store=store, now=clock.now())


def remind_task() -> None:
    """In each store's first hour of the day: calls of today, lost ones to ask again."""
    for store in _stores():
        remind_of_today(store=store, now=clock.now())
        remind_of_lost(store=store, now=clock.now())


LEAD_PERIODIC = (
    ("*/10 * * * *", "crm.look_after_leads", look_after_leads_task),
    ("0 * * * *", "crm.remind", remind_task),
)


def prompt_processes_task() -> None:
    """Tell executors of the steps that are near."""
    prompt_processes(now=clock.now())


TASK_PERIODIC = (("* * * * *", "crm.prompt_processes", prompt_processes_task),)
PERIODIC = (*LEAD_PERIODIC, *TASK_PERIODIC)


@background("crm.assign_leads")
def assign_leads_job(job: Job, *, keys: list[int], to: int, note: str) -> None:
    """Give many leads to one person, fifty a transaction; safe to run again."""
    person = User.objects.get(pk=to)
    reach = Lead.objects.visible_to(job.owner) | Lead.objects.unassigned()
    moved = 0
    for start in range(0, len(keys), BATCH):
        with transaction.atomic():
            leads = list(reach.filter(pk__in=keys[start : start + BATCH]))
            moved += assign_leads(leads=leads, to=person, note=note, by=job.owner, now=clock.now())
        job.progress(min(start + BATCH, len(keys)), len(keys))
    job.message = _("已分配 %(n)s 条线索给 %(name)s") % {"n": moved, "name": person.name}

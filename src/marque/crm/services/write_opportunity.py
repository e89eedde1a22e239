"""Write and change an opportunity (销售机会), give it up, or make a sales task of it (LED-13)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Opportunity, SalesTask, TaskOrigin
from marque.crm.services.open_task import write_task
from marque.crm.services.task_drafts import (
    EDIT,
    OpportunityDraft,
    TaskDraft,
    check_worker,
    copy_draft,
    department_in,
    must,
)
from marque.crm.words import TASK_FLAG, TASK_STATE
from marque.crm.workflow import OPPORTUNITY_WORKFLOW, OpportunityStatus
from marque.foundation.dictionaries.words import entry
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import GuardRefused


@transaction.atomic
def write_opportunity(
    *, draft: OpportunityDraft, store: Any, by: Any, now: datetime
) -> Opportunity:
    """Save a chance to sell; without an owner it belongs to `by`."""
    must(EDIT, by, _("新建销售机会"))
    owner = draft.owner or by
    check_worker(owner, store, field="owner")
    row = Opportunity(store=store, created_at=now, created_by=by)
    copy_draft(replace(draft, owner=owner), row)
    row.department = department_in(owner, store)
    row.number = next_number("crm.opportunity", store=store, on=timezone.localdate(now))
    row.save(force_insert=True)
    return row


@transaction.atomic
def change_opportunity(
    opportunity: Opportunity, *, draft: OpportunityDraft, by: Any, version: int | None = None
) -> Opportunity:
    """Correct an opportunity that is still open."""
    must(EDIT, by, _("修改销售机会"))
    row = _locked(opportunity, by, version)
    if row.status != OpportunityStatus.OPEN:
        raise GuardRefused(_("%(number)s 已结束，不能再改。") % {"number": row.number})
    owner = draft.owner or row.owner
    if owner.pk != row.owner_id:
        check_worker(owner, row.store, field="owner")
        row.department = department_in(owner, row.store)
    copy_draft(replace(draft, owner=owner), row)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def drop_opportunity(
    opportunity: Opportunity, *, reason: str, by: Any, version: int | None = None
) -> Opportunity:
    """Give a chance up, with the reason."""
    row = _locked(opportunity, by, version)
    row.drop_reason = reason.strip()[:200]
    transition = OPPORTUNITY_WORKFLOW.check("drop", row, by)
    row.move(transition, by=by, note=row.drop_reason, also=("drop_reason",))
    return row


@transaction.atomic
def convert_opportunity(
    opportunity: Opportunity, *, by: Any, now: datetime, version: int | None = None
) -> SalesTask:
    """Make a sales task that carries everything known of the chance."""
    row = _locked(opportunity, by, version)
    transition = OPPORTUNITY_WORKFLOW.check("convert", row, by)
    draft = TaskDraft(
        customer=row.customer,
        title=row.title,
        stage=row.stage,
        state=entry(TASK_STATE, "new"),
        flag=entry(TASK_FLAG, "normal"),
        owner=row.owner,
        lead=row.lead,
        trim=row.trim,
        amount_expected=row.amount_expected,
        due_on=row.expected_on,
        content=row.need,
        origin=TaskOrigin.OPPORTUNITY,
        origin_note=row.number,
    )
    task = write_task(draft=draft, store=row.store, by=by, now=now, opportunity=row)
    row.move(transition, by=by, note=task.number)
    return task


def _locked(opportunity: Opportunity, by: Any, version: int | None) -> Opportunity:
    found: Opportunity = (
        Opportunity.objects.visible_to(by)
        .locked()
        .select_related("store", "owner", "customer", "stage", "lead", "trim")
        .get(pk=opportunity.pk)
    )
    found.check_version(version)
    return found

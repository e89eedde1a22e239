"""Plan and change a sales activity (销售活动); note the calls and visits inside it (LED-10, 11)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Activity, ActivityEvent
from marque.crm.services.task_drafts import (
    ASSIGN,
    EDIT,
    ActivityDraft,
    check_worker,
    copy_draft,
    department_in,
    must,
)
from marque.foundation.dictionaries.models import Entry
from marque.foundation.notifications.services import notify
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, StaleDocument


@transaction.atomic
def write_activity(*, draft: ActivityDraft, store: Any, by: Any, now: datetime) -> Activity:
    """Plan an activity for oneself or, with the right to assign, for somebody of the store."""
    must(EDIT, by, _("新建销售活动"))
    row = Activity(store=store, created_at=now, created_by=by)
    _put(row, draft, by=by)
    row.number = next_number("crm.activity", store=store, on=timezone.localdate(now))
    row.save(force_insert=True)
    _tell(row, by=by)
    return row


@transaction.atomic
def change_activity(activity: Activity, *, draft: ActivityDraft, by: Any, version: int) -> Activity:
    """Change an activity as it was shown."""
    must(EDIT, by, _("修改销售活动"))
    row: Activity = (
        Activity.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("store", "owner")
        .get(pk=activity.pk)
    )
    if row.version != version:
        raise StaleDocument(_("“%(name)s”刚被他人修改，请刷新后再改。") % {"name": row.name})
    before = row.owner_id
    _put(row, draft, by=by)
    row.version += 1
    row.save()
    if row.owner_id != before:
        _tell(row, by=by)
    return row


@transaction.atomic
def note_event(
    activity: Activity, *, way: Entry, text: str, at: datetime, by: Any, now: datetime
) -> ActivityEvent:
    """Add a call, a visit or a message that happened, in the name of `by`."""
    must(EDIT, by, _("登记活动事件"))
    if at > now:
        raise InvalidInput(_("事件时间不能晚于现在。"), field="at")
    if not text.strip():
        raise InvalidInput(_("请写明发生了什么。"), field="text")
    return ActivityEvent.objects.create(
        activity=activity, way=way, text=text.strip()[:500], at=at, by=by, created_at=now
    )


def _put(row: Activity, draft: ActivityDraft, *, by: Any) -> None:
    if draft.ends_at <= draft.starts_at:
        raise InvalidInput(_("结束时间应晚于开始时间。"), field="ends_at")
    if draft.contact is not None and draft.contact.customer_id != getattr(
        draft.customer, "pk", None
    ):
        raise InvalidInput(_("联系人不属于所选客户。"), field="contact")
    if draft.owner.pk not in {by.pk, row.owner_id}:
        must(ASSIGN, by, _("分派销售活动"))
    check_worker(draft.owner, row.store, field="owner")
    copy_draft(draft, row)
    row.department = department_in(draft.owner, row.store)


def _tell(activity: Activity, *, by: Any) -> None:
    if activity.owner_id != by.pk:
        notify(
            [activity.owner],
            kind="remind",
            title=_("新销售活动：%(name)s") % {"name": activity.name},
            url=activity.get_absolute_url(),
            record=activity.number,
        )

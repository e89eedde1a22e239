"""What crm puts on the desk: whom to call today, new leads with their clock, losses to judge."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Lead, LostApplication
from marque.crm.queries.due import due_of
from marque.crm.queries.floor_desk import floor_blocks
from marque.crm.queries.leads import list_leads, my_queue, unanswered
from marque.crm.queries.task_desk import process_blocks
from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem
from marque.kernel import clock
from marque.kernel.phones import mask_phone

SHOWN = 8


def blocks(user: Any, store: Any) -> list[DeskBlock]:
    """The cards for this person."""
    return [
        *lead_blocks(user, store),
        *floor_blocks(user, store, now=clock.now()),
        *process_blocks(user, store, now=clock.now()),
    ]


def lead_blocks(user: Any, store: Any) -> list[DeskBlock]:
    """The cards about leads; none for people without them."""
    if not user.has_perm("crm.view_lead"):
        return []
    now = timezone.now()
    found = []
    if user.has_perm("crm.follow_lead"):
        found += [_new(user, store, now), _today(user, store, now)]
    if user.has_perm("crm.judge_lost"):
        found.append(_to_judge(user, store))
    return found


def _url(store: Any, name: str, **kwargs: Any) -> str:
    return reverse(f"crm:{name}", kwargs={"store": store.code if store else "hq", **kwargs})


def _act_url(store: Any, lead: Lead) -> str:
    name = "follow_up" if store else "lead_detail"
    return _url(store, name, number=lead.number)


def _today(user: Any, store: Any, now: datetime) -> DeskBlock:
    queue = my_queue(user=user, store=store, now=now).exclude(status="new", responded_at=None)
    rows = list(queue.with_details()[:SHOWN])
    return DeskBlock(
        key="crm.today",
        title=_("今天要做"),
        order=14,
        count=queue.count(),
        more_url=_url(store, "lead_list") + "?view=today",
        items=tuple(_item(lead, store, now) for lead in rows),
        empty=_("今天没有要跟进的客户"),
        refresh_on="leads:changed",
    )


def _item(lead: Lead, store: Any, now: datetime) -> DeskItem:
    due = due_of(lead, now=now)
    return DeskItem(
        title=lead.customer.name,
        when=due.text,
        late=due.is_late,
        level=lead.level.code if lead.level else "N",
        phone=mask_phone(lead.customer.phone),
        meta=lead.wanted,
        why=lead.last_words or lead.next_act,
        url=_act_url(store, lead),
        action_label=_("跟进"),
        group=_("逾期") if due.is_late else _("今天"),
    )


def _new(user: Any, store: Any, now: datetime) -> DeskBlock:
    waiting = unanswered(user=user, store=store)
    if not user.has_perm("crm.assign_lead"):
        waiting = waiting.filter(owner=user)
    rows = list(waiting.with_details()[:SHOWN])
    return DeskBlock(
        key="crm.new",
        title=_("新线索"),
        order=12,
        count=waiting.count() if rows else 0,
        more_url=_url(store, "lead_queue"),
        items=tuple(_new_item(lead, store, now) for lead in rows),
        is_empty_hidden=True,
        refresh_on="leads:changed",
    )


def _new_item(lead: Lead, store: Any, now: datetime) -> DeskItem:
    due = due_of(lead, now=now)
    return DeskItem(
        title=lead.customer.name,
        when=due.text,
        late=True,
        level="N",
        phone=mask_phone(lead.customer.phone),
        meta=lead.wanted,
        why=lead.wish,
        tag=lead.source.label,
        url=_act_url(store, lead),
        action_label=_("联系"),
    )


def _to_judge(user: Any, store: Any) -> DeskBlock:
    leads = list_leads(user=user, store=store).order_by()
    waiting = LostApplication.objects.filter(lead__in=leads.values("pk"), is_approved=None)
    waiting = waiting.exclude(applied_by=user)
    rows = list(waiting.select_related("lead__customer", "reason", "applied_by")[:SHOWN])
    return DeskBlock(
        key="crm.lost",
        title=_("战败待审"),
        order=22,
        count=waiting.count() if rows else 0,
        more_url=_url(store, "lost_list") + "?view=pending",
        items=tuple(
            DeskItem(
                title=row.lead.customer.name,
                why=_("%(who)s：%(reason)s %(note)s")
                % {"who": row.applied_by.name, "reason": row.reason.label, "note": row.note},
                url=_url(store, "lost_judge", pk=row.pk)
                if store
                else _url(store, "lead_detail", number=row.lead.number),
                icon="zzz",
                action_label=_("审核"),
            )
            for row in rows
        ),
        is_empty_hidden=True,
    )

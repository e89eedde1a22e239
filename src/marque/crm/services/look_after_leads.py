"""What happens to leads by themselves: escalation, the pool, reminders (LED-03)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Assignment, Lead
from marque.crm.queries.people import assigners, managers
from marque.crm.queries.times import day_bounds, is_quiet
from marque.crm.services.basics import lock_leads
from marque.crm.services.give_lead import give
from marque.crm.workflow import LeadStatus
from marque.foundation.dictionaries import parameters
from marque.foundation.notifications.services import notify
from marque.organisation.models import Store

CHASABLE = (LeadStatus.NEW, LeadStatus.OPEN)
AT_ONCE = 500


@transaction.atomic
def escalate_overdue(*, store: Store, now: datetime) -> int:
    """Tell the managers of a store, once, of each follow-up that is badly late.

    In quiet hours nobody is disturbed: the next run tells them.
    """
    if is_quiet(now, store=store):
        return 0
    hours = int(parameters.value("crm.escalate_hours", store=store))
    late = Lead.objects.filter(
        store=store,
        status__in=CHASABLE,
        next_at__lt=now - timedelta(hours=hours),
        escalated_at=None,
    ).exclude(owner=None)
    rows = lock_leads(late)[:AT_ONCE]
    if not rows:
        return 0
    Lead.objects.filter(pk__in=[lead.pk for lead in rows]).update(escalated_at=now)
    for manager in managers(store):
        _tell_late(manager, rows, store=store, hours=hours)
    return len(rows)


def _tell_late(manager: Any, rows: list[Lead], *, store: Store, hours: int) -> None:
    """Tell a manager of the late leads within their scope."""
    reach = Lead.objects.visible_to(manager).filter(pk__in=[lead.pk for lead in rows])
    keys = set(reach.order_by().values_list("pk", flat=True))
    if mine := [lead for lead in rows if lead.pk in keys]:
        link = _late_link(mine, store)
        notify([manager], kind="todo", title=_late_title(mine, hours), **link)


def _late_title(rows: list[Lead], hours: int) -> str:
    if len(rows) == 1:
        lead = rows[0]
        return _("%(name)s 逾期超过 %(hours)s 小时未跟进（%(owner)s）") % {
            "name": lead.customer.name,
            "hours": hours,
            "owner": lead.owner.name if lead.owner else "",
        }
    return _("%(n)s 条线索逾期超过 %(hours)s 小时未跟进") % {"n": len(rows), "hours": hours}


def _late_link(rows: list[Lead], store: Store) -> dict[str, str]:
    if len(rows) == 1:
        return {"url": rows[0].get_absolute_url(), "record": rows[0].number}
    url = reverse("crm:lead_list", kwargs={"store": store.code})
    return {"url": f"{url}?view=overdue"}


@transaction.atomic
def return_forgotten(*, store: Store, now: datetime) -> int:
    """Put leads that their owner forgot for long back into the pool."""
    hours = int(parameters.value("crm.pool_hours", store=store))
    forgotten = Lead.objects.filter(
        store=store, status__in=CHASABLE, next_at__lt=now - timedelta(hours=hours)
    ).exclude(owner=None)
    reason = _("逾期超过 %(hours)s 小时未跟进，自动退回公海") % {"hours": hours}
    rows = lock_leads(forgotten)[:AT_ONCE]
    for lead in rows:
        give(lead, to=None, how=Assignment.How.RETURN, reason=reason, by=None, now=now)
    if rows:
        url = reverse("crm:lead_list", kwargs={"store": store.code})
        title = _("%(n)s 条线索逾期退回公海，待分配") % {"n": len(rows)}
        notify(assigners(store), kind="todo", title=title, url=f"{url}?view=pool")
    return len(rows)


@transaction.atomic
def remind_of_today(*, store: Store, now: datetime) -> int:
    """In the hour in which the day begins: tell everybody how many calls wait today."""
    if timezone.localtime(now).hour != int(parameters.value("crm.quiet_until", store=store)):
        return 0
    _start, end = day_bounds(now)
    due = Lead.objects.filter(store=store, status__in=CHASABLE, next_at__lt=end)
    told = 0
    for owner, count in _by_owner(due):
        title = _("今天要跟进 %(n)s 位客户") % {"n": count}
        url = reverse("crm:follow_up_queue", kwargs={"store": store.code})
        notify([owner], kind="remind", title=title, url=url)
        told += 1
    return told


@transaction.atomic
def remind_of_lost(*, store: Store, now: datetime) -> int:
    """Tell owners whose lost customers may be asked again today."""
    if timezone.localtime(now).hour != int(parameters.value("crm.quiet_until", store=store)):
        return 0
    days = int(parameters.value("crm.reactivate_days", store=store))
    start, end = day_bounds(now - timedelta(days=days))
    lost = Lead.objects.filter(
        store=store, status=LeadStatus.LOST, closed_at__gte=start, closed_at__lt=end
    )
    told = 0
    for owner, count in _by_owner(lost):
        title = _("%(n)s 位客户战败满 %(days)s 天，可再激活") % {"n": count, "days": days}
        url = reverse("crm:lost_list", kwargs={"store": store.code})
        notify([owner], kind="remind", title=title, url=f"{url}?view=again")
        told += 1
    return told


def _by_owner(leads: Any) -> list[tuple[Any, int]]:
    counted: dict[int, tuple[Any, int]] = {}
    for lead in leads.exclude(owner=None).select_related("owner").only("owner"):
        if lead.owner.is_active:
            _owner, count = counted.get(lead.owner_id, (lead.owner, 0))
            counted[lead.owner_id] = (lead.owner, count + 1)
    return list(counted.values())

"""A lead goes from hand to hand: assigned, handed over, accepted, claimed, returned (LED-02)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.events import LeadAssigned, LeadPooled
from marque.crm.models import Assignment, Lead
from marque.crm.queries.people import chasers
from marque.crm.queries.times import day_bounds, first_deadline
from marque.crm.services.basics import lead_changed, lock_leads, locked_lead, settle_lead, tell
from marque.foundation.access.authority import acting_post
from marque.foundation.dictionaries import parameters
from marque.kernel.errors import (
    GuardRefused,
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
    NotAvailable,
)
from marque.kernel.events import bus
from marque.organisation.models import User

How = Assignment.How
LONGEST_REASON = 300


def give(lead: Lead, *, to: User | None, how: str, reason: str, by: Any, now: datetime) -> None:
    """Write a new owner to a locked lead (None: the pool), with the reason, and tell them."""
    before = lead.owner
    own(lead, to, by=by, now=now)
    lead.version += 1
    lead.save(
        update_fields=[
            "owner", "department", "assigned_at", "accepted_at", "next_at", "version",
        ]
    )  # fmt: skip
    Assignment.objects.create(
        lead=lead,
        from_user=before,
        to_user=to,
        how=how,
        reason=reason[:LONGEST_REASON],
        at=now,
        by=by,
    )
    settle_lead(lead, now=now)
    if to is not None:
        _announce(lead, to, reason, how=how, by=by)
    elif before is not None:
        bus.publish(LeadPooled(lead.pk, lead.number, lead.store_id, lead.customer_id, reason))
    lead_changed(lead, before)


def own(lead: Lead, to: User | None, *, by: Any, now: datetime) -> None:
    """Put the owner (None: the pool) on the lead, unsaved."""
    post = acting_post(to) if to else None
    lead.owner = to
    lead.department = post.department if post else None
    lead.assigned_at = now if to else None
    lead.accepted_at = now if to is not None and to == by else None
    if to is not None and lead.next_at is None and lead.is_chased:
        lead.next_at = first_deadline(now, store=lead.store)


def _announce(lead: Lead, to: User, reason: str, *, how: str, by: Any) -> None:
    bus.publish(assigned(lead, to, reason, how=how))
    tell(lead, [to], new_title(lead), by=by)


def assigned(lead: Lead, to: User, reason: str, *, how: str) -> LeadAssigned:
    """What is announced when somebody gets a lead."""
    return LeadAssigned(
        lead.pk, lead.number, lead.store_id, to.pk, reason, lead.customer_id, str(how)
    )


def new_title(lead: Lead) -> str:
    """What the bell tells whoever gets a lead."""
    told = {"name": lead.customer.name, "wanted": lead.wanted}
    return (_("新线索：%(name)s %(wanted)s") % told).strip()


@transaction.atomic
def assign_leads(*, leads: Iterable[Lead], to: User, note: str, by: User, now: datetime) -> int:
    """Give leads to somebody of their store, with a note for the hand-over.

    Those that are theirs already are left alone; returns how many moved.
    """
    if not by.has_perm("crm.assign_lead"):
        raise NotAuthorised(_("您没有分配线索的权限。"))
    keys = [lead.pk for lead in leads]
    moved = 0
    able: dict[int, bool] = {}
    for lead in lock_leads(Lead.objects.filter(pk__in=keys)):
        if lead.owner_id == to.pk or not lead.is_chased:
            continue
        if not able.setdefault(lead.store_id, _is_able(to, lead.store)):
            raise InvalidInput(
                _("%(name)s 不能跟进%(store)s的线索，请选择其他人。")
                % {"name": to.name, "store": lead.store},
                field="to",
            )
        reason = note.strip() or _("%(name)s 人工分配") % {"name": by.name}
        give(lead, to=to, how=How.HAND, reason=reason, by=by, now=now)
        moved += 1
    return moved


def _is_able(person: User, store: Any) -> bool:
    found: bool = chasers(store).filter(pk=person.pk).exists()
    return found


@transaction.atomic
def accept_lead(*, lead: Lead, by: User, now: datetime) -> Lead:
    """The new owner confirms the hand-over; a second time changes nothing."""
    lead = locked_lead(lead)
    if lead.owner_id != by.pk:
        raise NotAuthorised(_("这条线索不归您，不能接收。"))
    if lead.accepted_at is None:
        lead.accepted_at = now
        lead.save(update_fields=["accepted_at"])
        lead_changed(lead)
    return lead


@transaction.atomic
def claim_lead(*, lead: Lead, by: User, now: datetime) -> Lead:
    """Take a lead out of the pool.

    Raises `NotAvailable` when somebody was faster, `GuardRefused` beyond the limits.
    """
    if not by.has_perm("crm.claim_lead"):
        raise NotAuthorised(_("您没有领取线索的权限。"))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    lead = locked_lead(lead)
    if lead.owner is not None:
        raise NotAvailable(
            _("%(number)s 已由 %(name)s 跟进，请领取其他线索。")
            % {"number": lead.number, "name": lead.owner.name}
        )
    if not lead.is_chased:
        raise InvalidTransition(_("%(number)s 已结束，不能领取。") % {"number": lead.number})
    _refuse_beyond_limits(by, store=lead.store, now=now)
    give(lead, to=by, how=How.CLAIM, reason=_("从公海领取"), by=by, now=now)
    return lead


def _refuse_beyond_limits(by: User, *, store: Any, now: datetime) -> None:
    most = int(parameters.value("crm.claims_per_day", store=store))
    start, end = day_bounds(now)
    today = Assignment.objects.filter(to_user=by, how=How.CLAIM, at__gte=start, at__lt=end)
    if today.count() >= most:
        raise GuardRefused(_("今天已领取 %(n)s 条，达到每天上限。") % {"n": most})
    limit = int(parameters.value("crm.leads_per_person", store=store))
    if Lead.objects.chased().filter(owner=by).count() >= limit:
        raise GuardRefused(_("您在跟的线索已满 %(n)s 条，请先处理。") % {"n": limit})


@transaction.atomic
def return_lead(*, lead: Lead, reason: str, by: User, now: datetime) -> Lead:
    """Put a lead back into the pool; its owner or a manager does, with the reason."""
    lead = locked_lead(lead)
    if not reason.strip():
        raise InvalidInput(_("请写明退回公海的原因。"), field="reason")
    if lead.owner_id != by.pk and not by.has_perm("crm.assign_lead"):
        raise NotAuthorised(_("只有归属人或经理可以把线索退回公海。"))
    if lead.owner is None or not lead.is_chased:
        raise InvalidTransition(_("%(number)s 不在跟进中。") % {"number": lead.number})
    give(lead, to=None, how=How.RETURN, reason=reason.strip(), by=by, now=now)
    return lead

"""Put down a contact with a customer: what came of it and what comes next (LED-04)."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.crm.events import LeadFollowedUp
from marque.crm.facts import Contact
from marque.crm.models import FollowUp, Lead
from marque.crm.queries.times import awake, latest_next
from marque.crm.services.basics import (
    lead_changed,
    locked_lead,
    now_or_later,
    pick,
    settle_lead,
)
from marque.crm.services.change_level import note_level
from marque.crm.services.lose_lead import open_application
from marque.crm.words import LEVEL, RESULT, WAY
from marque.crm.workflow import LEAD_WORKFLOW, LeadStatus
from marque.kernel.errors import GuardRefused, InvalidInput, InvalidTransition, NotAuthorised
from marque.kernel.events import bus
from marque.organisation.models import User

LOST, ORDER = "lost", "order"
ENDING = (LOST, ORDER)
LONGEST_WORDS, LAST_WORDS = 500, 200


@transaction.atomic
def record_follow_up(
    *, lead: Lead, contact: Contact, by: User, now: datetime, version: int | None = None
) -> FollowUp:
    """Keep a contact, and set when the customer is called next, all or nothing.

    A new lead whose customer was reached is carded with its level.  战败 files the application
    with its reason; 下订 ends the chase until the order is written.  Raises `InvalidInput`
    without a result, or without a next date that the level allows.
    """
    lead = locked_lead(lead, version=version)
    _check_may(lead, by)
    result = pick(RESULT, contact.result, field="result")
    way = pick(WAY, contact.way, field="way")
    level = pick(LEVEL, contact.level, field="level") if contact.level else lead.level
    ends = contact.result in ENDING
    if not ends:
        _check_next(lead, contact, level, reached=bool(result.value("reached")), now=now)
    follow_up = FollowUp.objects.create(
        lead=lead,
        customer=lead.customer,
        store=lead.store,
        department=lead.department,
        by=by,
        at=now,
        way=way,
        seconds=contact.seconds,
        result=result,
        words=contact.words.strip()[:LONGEST_WORDS],
        level=level,
        due_at=lead.next_at,
        next_at=None if ends else contact.next_at,
        next_act="" if ends else contact.next_act.strip()[:80],
        ends_chase=ends,
        visit=contact.visit,
    )
    _write(lead, follow_up, by=by, now=now)
    _move(lead, contact, level, by=by, now=now)
    settle_lead(lead, now=now)
    bus.publish(LeadFollowedUp(lead.pk, lead.customer_id, follow_up.pk, now))
    lead_changed(lead, by)
    return follow_up


def _check_may(lead: Lead, by: User) -> None:
    if not by.has_perm("crm.follow_lead"):
        raise NotAuthorised(_("您没有跟进线索的权限。"))
    if lead.status not in {LeadStatus.NEW, LeadStatus.OPEN}:
        raise InvalidTransition(
            _("%(number)s %(status)s，不能再记跟进。")
            % {"number": lead.number, "status": lead.get_status_display()}
        )
    if lead.owner_id is None and not by.has_perm("crm.assign_lead"):
        raise GuardRefused(_("这条线索在公海，请先领取。"))


def _check_next(lead: Lead, contact: Contact, level: Any, *, reached: bool, now: datetime) -> None:
    if level is None and reached:
        raise InvalidInput(_("请先定意向级别，再建卡。"), field="level")
    now_or_later(contact.next_at, now=now)
    latest = latest_next(level, now=now)
    if contact.next_at is not None and contact.next_at > latest:
        raise InvalidInput(too_late(level, latest), field="next_at")
    if is_cooler(lead.level, level) and not contact.words.strip():
        raise InvalidInput(_("降级请写明客户说了什么。"), field="words")


def is_cooler(before: Any, after: Any) -> bool:
    """Whether a level lies below another."""
    return before is not None and after is not None and after.position > before.position


def too_late(level: Any, latest: datetime) -> str:
    """Why a next contact cannot be that late."""
    day = date_format(timezone.localtime(latest), "m-d")
    if level is None:
        return _("新线索不晚于 %(day)s 再联系。") % {"day": day}
    return _("%(level)s不晚于 %(day)s 再联系。") % {"level": level.label, "day": day}


def _write(lead: Lead, done: FollowUp, *, by: Any, now: datetime) -> None:
    lead.responded_at = lead.responded_at or now
    lead.accepted_at = lead.accepted_at or (now if lead.owner_id == by.pk else None)
    lead.followed_at, lead.escalated_at = now, None
    lead.next_at, lead.next_act = done.next_at, done.next_act
    lead.last_words = done.words[:LAST_WORDS] or lead.last_words
    lead.follow_ups_count += 1
    note_level(lead, done.level, reason=done.words, by=by, now=now)
    lead.version += 1
    lead.save(
        update_fields=[
            "responded_at", "accepted_at", "followed_at", "escalated_at", "next_at", "next_act",
            "last_words", "follow_ups_count", "level", "version",
        ]
    )  # fmt: skip


def _move(lead: Lead, contact: Contact, level: Any, *, by: Any, now: datetime) -> None:
    if contact.result == LOST:
        if contact.loss is None:
            raise InvalidInput(_("请选择战败原因。"), field="reason")
        open_application(lead, contact.loss, by=by, now=now)
        return
    if lead.status == LeadStatus.NEW and level is not None and lead.owner_id:
        if contact.result == "no_answer" and not contact.level:
            return
        lead.carded_at = lead.carded_at or now
        lead.move(LEAD_WORKFLOW.check("card", lead, by), by=by, also=("carded_at",))
    if contact.result == ORDER:
        tomorrow = timezone.localtime(now).replace(hour=10, minute=0, second=0, microsecond=0)
        lead.next_at = awake(tomorrow + timedelta(days=1), store=lead.store)
        lead.next_act = _("录入订单")
        lead.save(update_fields=["next_at", "next_act"])

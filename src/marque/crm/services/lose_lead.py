"""Leads that are given up: 战败 as an application, 休眠, 非意向, and back into the chase."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.events import LeadClosed
from marque.crm.facts import Loss
from marque.crm.models import Lead, LostApplication
from marque.crm.queries.people import managers, who_see
from marque.crm.queries.times import latest_next, usual_next
from marque.crm.services.basics import (
    lead_changed,
    locked_lead,
    now_or_later,
    pick,
    refuse_other_chased,
    settle_lead,
    tell,
)
from marque.crm.services.change_level import note_level
from marque.crm.words import LEVEL, LOST_REASON
from marque.crm.workflow import LEAD_WORKFLOW, LeadStatus
from marque.kernel.errors import InvalidInput, InvalidTransition, NotAuthorised
from marque.kernel.events import bus
from marque.organisation.models import User
from marque.parties import api as parties

COOLEST = "C"


def open_application(lead: Lead, loss: Loss, *, by: User, now: datetime) -> LostApplication:
    """File the application on a locked lead and tell those who judge."""
    transition = LEAD_WORKFLOW.check("apply_lost", lead, by)
    reason = pick(LOST_REASON, loss.reason, field="reason")
    if reason.value("rival") and not loss.rival_model.strip():
        raise InvalidInput(_("请填写客户买了哪款竞品。"), field="rival_model")
    filed = LostApplication.objects.create(
        lead=lead,
        reason=reason,
        rival=loss.rival,
        rival_model=loss.rival_model.strip()[:60],
        amount_rival=loss.amount_rival,
        note=loss.note.strip()[:200],
        applied_at=now,
        applied_by=by,
    )
    lead.next_at, lead.next_act = None, ""
    lead.move(transition, by=by, note=reason.name, also=("next_at", "next_act"))
    title = _("%(who)s 申请战败：%(name)s，%(reason)s") % {
        "who": by.name,
        "name": lead.customer.name,
        "reason": reason.label,
    }
    tell(lead, who_see(managers(lead.store), lead), title, by=by)
    return filed


@transaction.atomic
def apply_lost(
    *, lead: Lead, loss: Loss, by: User, now: datetime, version: int | None = None
) -> LostApplication:
    """Ask to give a lead up; until a manager judges, nobody has to call."""
    lead = locked_lead(lead, version=version)
    filed = open_application(lead, loss, by=by, now=now)
    lead_changed(lead)
    return filed


@transaction.atomic
def judge_lost(
    *, application: LostApplication, approve: bool, judgement: str, by: User, now: datetime
) -> Lead:
    """Agree to give the lead up, or send it back into the chase with a word why not.

    Nobody judges an application of their own.
    """
    lead = locked_lead(application.lead)
    filed = LostApplication.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if filed.is_approved is not None:
        raise InvalidTransition(_("%(number)s 的战败申请已审核。") % {"number": lead.number})
    if filed.applied_by_id == by.pk:
        raise NotAuthorised(_("不能审核自己提出的战败申请，请其他经理审核。"))
    if not approve and not judgement.strip():
        raise InvalidInput(_("驳回请写明意见。"), field="judgement")
    move = LEAD_WORKFLOW.check("approve_lost" if approve else "refuse_lost", lead, by)
    filed.is_approved, filed.judged_at, filed.judged_by = approve, now, by
    filed.judgement = judgement.strip()[:200]
    filed.save(update_fields=["is_approved", "judged_at", "judged_by", "judgement"])
    if approve:
        lead.lost_reason, lead.lost_note = filed.reason, _lost_note(filed)
        _close(lead, move, by=by, now=now, also=("lost_reason", "lost_note"))
        _tell_rival(lead, filed, now=now)
    else:
        _back(lead, move, note=filed.judgement, by=by, now=now)
    _tell_applicant(lead, filed, by=by)
    return lead


def _lost_note(filed: LostApplication) -> str:
    price = f"¥{filed.amount_rival:,.0f}" if filed.amount_rival else ""
    seller = filed.rival.name if filed.rival else ""
    said = (seller, filed.rival_model, price, filed.note)
    return " ".join(part for part in said if part)[:200]


def _tell_rival(lead: Lead, filed: LostApplication, *, now: datetime) -> None:
    """The dealer who sold instead has won, with the car when it is one of theirs on file."""
    if filed.rival is None:
        return
    cars = parties.CompetitorModel.objects.filter(competitor=filed.rival, name=filed.rival_model)
    parties.record_competitor_result(
        filed.rival,
        is_won=False,
        source=(lead._meta.label_lower, lead.pk),
        on=timezone.localdate(now),
        model=cars.first(),
        reason=str(filed.reason),
    )


def _tell_applicant(lead: Lead, filed: LostApplication, *, by: Any) -> None:
    title = (
        _("战败已同意：%(name)s") if filed.is_approved else _("战败被驳回：%(name)s，请继续跟进")
    ) % {"name": lead.customer.name}
    tell(lead, [filed.applied_by], title, by=by, kind="remind")


def _close(
    lead: Lead, move: Any, *, by: Any, now: datetime, note: str = "", also: tuple[str, ...] = ()
) -> None:
    lead.closed_at, lead.next_at, lead.next_act = now, None, ""
    lead.move(move, by=by, note=note, also=("closed_at", "next_at", "next_act", *also))
    settle_lead(lead, now=now)
    bus.publish(LeadClosed(lead.pk, lead.number, lead.store_id, lead.status, now))
    lead_changed(lead)


def _back(lead: Lead, move: Any, *, by: Any, now: datetime, note: str = "") -> None:
    """Into the chase again: with a level, a next contact and a card."""
    if lead.level_id is None:
        note_level(lead, pick(LEVEL, COOLEST, field="level"), reason=note, by=by, now=now)
    lead.closed_at, lead.lost_reason, lead.lost_note = None, None, ""
    lead.carded_at = lead.carded_at or now
    lead.next_at = lead.next_at or usual_next(lead.level, now=now, store=lead.store)
    also = ("level", "closed_at", "lost_reason", "lost_note", "carded_at", "next_at", "owner")
    lead.move(move, by=by, note=note, also=also)
    settle_lead(lead, now=now)
    lead_changed(lead)


@transaction.atomic
def discard_lead(
    *, lead: Lead, reason: str, by: User, now: datetime, version: int | None = None
) -> Lead:
    """Judge a new lead as no wish to buy (非意向), with the reason."""
    lead = locked_lead(lead, version=version)
    if not reason.strip():
        raise InvalidInput(_("请写明为什么不是意向客户。"), field="reason")
    lead.responded_at = lead.responded_at or now
    lead.lost_note = reason.strip()[:200]
    move = LEAD_WORKFLOW.check("discard", lead, by)
    _close(lead, move, by=by, now=now, note=reason.strip(), also=("responded_at", "lost_note"))
    return lead


@transaction.atomic
def freeze_lead(
    *, lead: Lead, reason: str, by: User, now: datetime, version: int | None = None
) -> Lead:
    """Let a lead sleep (休眠), with the reason."""
    lead = locked_lead(lead, version=version)
    if not reason.strip():
        raise InvalidInput(_("请写明转休眠的原因。"), field="reason")
    lead.lost_note = reason.strip()[:200]
    move = LEAD_WORKFLOW.check("freeze", lead, by)
    _close(lead, move, by=by, now=now, note=reason.strip(), also=("lost_note",))
    return lead


@transaction.atomic
def reopen_lead(
    *, lead: Lead, level: str, next_at: datetime | None, by: User, now: datetime
) -> Lead:
    """Wake a lead that was lost, frozen or discarded; whoever wakes one without a working
    owner gets it."""
    lead = locked_lead(lead)
    if lead.status == LeadStatus.ON_FILE:
        raise InvalidTransition(_("%(number)s 已并入其他线索。") % {"number": lead.number})
    refuse_other_chased(lead)
    if lead.owner is None or not lead.owner.is_active:
        lead.owner = by
    move = LEAD_WORKFLOW.check("reopen", lead, by)
    wanted = pick(LEVEL, level, field="level")
    now_or_later(next_at, now=now)
    note_level(lead, wanted, reason=_("重新激活"), by=by, now=now)
    lead.next_at = min(next_at or now, latest_next(wanted, now=now))
    _back(lead, move, by=by, now=now, note=_("重新激活"))
    parties.forget_competitor_results((lead._meta.label_lower, lead.pk))
    return lead

"""A lead becomes hotter or cooler (LED-08)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Lead, LevelChange
from marque.crm.queries.times import latest_next, usual_next
from marque.crm.services.basics import lead_changed, locked_lead, pick
from marque.crm.words import LEVEL
from marque.kernel.errors import InvalidInput, InvalidTransition, NotAuthorised
from marque.organisation.models import User

LONGEST_REASON = 200


def note_level(lead: Lead, level: Any, *, reason: str, by: Any, now: datetime) -> None:
    """Write a level to a locked lead, unsaved, and keep the change."""
    if level is None or lead.level_id == level.pk:
        return
    LevelChange.objects.create(
        lead=lead,
        from_level=lead.level,
        to_level=level,
        reason=reason.strip()[:LONGEST_REASON],
        at=now,
        by=by,
    )
    lead.level = level


@transaction.atomic
def change_level(
    *, lead: Lead, level: str, reason: str, by: User, now: datetime, version: int | None = None
) -> Lead:
    """Move a lead to another level and plan its next contact anew.

    Cooling it needs a reason.  The next contact moves forward where the new level asks for it,
    and never further away.
    """
    lead = locked_lead(lead, version=version)
    if not by.has_perm("crm.follow_lead"):
        raise NotAuthorised(_("您没有跟进线索的权限。"))
    if not lead.is_chased:
        raise InvalidTransition(_("%(number)s 已结束，不能调整级别。") % {"number": lead.number})
    wanted = pick(LEVEL, level, field="level")
    if lead.level_id == wanted.pk:
        return lead
    if lead.level is not None and wanted.position > lead.level.position and not reason.strip():
        raise InvalidInput(_("降级请写明原因。"), field="reason")
    note_level(lead, wanted, reason=reason, by=by, now=now)
    latest = latest_next(wanted, now=now)
    if lead.next_at is not None and lead.next_at > latest:
        lead.next_at = min(usual_next(wanted, now=now, store=lead.store), latest)
    lead.version += 1
    lead.save(update_fields=["level", "next_at", "version"])
    lead_changed(lead)
    return lead

"""The wish changes in the course of the chase; every change is kept (LED-07, CUS-03)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.facts import Wish
from marque.crm.models import IntentionChange, Lead
from marque.crm.services.basics import lead_changed, locked_lead
from marque.crm.services.receive_lead import fill_wish
from marque.crm.workflow import ENDED
from marque.kernel.errors import InvalidTransition, NotAuthorised
from marque.organisation.models import User

FIELDS = (
    "series",
    "trim",
    "colour",
    "amount_budget_from",
    "amount_budget_to",
    "buys_by",
    "purpose",
    "needs_loan",
    "has_trade_in",
    "trade_in_note",
    "rival_note",
    "wish",
)
LONGEST = 200


@transaction.atomic
def edit_wish(
    *, lead: Lead, wish: Wish, by: User, now: datetime, version: int | None = None
) -> Lead:
    """Change what the customer wants; one row of history for each field that changed."""
    lead = locked_lead(lead, version=version)
    if not by.has_perm("crm.follow_lead"):
        raise NotAuthorised(_("您没有跟进线索的权限。"))
    if lead.status in ENDED:
        raise InvalidTransition(_("%(number)s 已结束，不能修改意向。") % {"number": lead.number})
    before = {name: shown(getattr(lead, name)) for name in FIELDS}
    fill_wish(lead, wish)
    changes = [
        IntentionChange(lead=lead, field=name, before=before[name], after=after, at=now, by=by)
        for name in FIELDS
        if (after := shown(getattr(lead, name))) != before[name]
    ]
    if changes:
        IntentionChange.objects.bulk_create(changes)
        lead.version += 1
        lead.save(update_fields=[*FIELDS, "version"])
        lead_changed(lead)
    return lead


def shown(value: Any) -> str:
    """A value of the wish as the history keeps it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, date):
        return value.isoformat()
    return str(value)[:LONGEST]

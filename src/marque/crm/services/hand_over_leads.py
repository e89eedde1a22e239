"""A leaver's open leads get a new consultant (PLT-08)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Assignment, Lead
from marque.crm.services.basics import lock_leads
from marque.crm.services.give_lead import give
from marque.kernel import clock


def count_open_leads_of(user: Any) -> int:
    """How many leads somebody else will have to chase."""
    count: int = Lead.objects.chased().filter(owner=user).count()
    return count


@transaction.atomic
def hand_over_leads(*, from_user: Any, to_user: Any, by: Any, today: date) -> int:
    """Give every chased lead of `from_user` to `to_user`; returns how many there were."""
    reason = _("%(day)s %(name)s 离职，移交给 %(heir)s") % {
        "day": today,
        "name": from_user.name,
        "heir": to_user.name,
    }
    leads = lock_leads(Lead.objects.chased().filter(owner=from_user))
    for lead in leads:
        how = Assignment.How.LEAVER
        give(lead, to=to_user, how=how, reason=reason, by=by, now=clock.now())
    return len(leads)

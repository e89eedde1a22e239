"""Give a visit to somebody else (改派接待), with the reason."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import Visit
from marque.crm.queries.visit_results import INTENT
from marque.crm.services.change_turn import free_turn
from marque.crm.services.complete_visit import locked_visit
from marque.crm.services.floor_news import floor_changed, settle_todos, tell
from marque.crm.services.turn_order import lock_turns, seize, turn_of
from marque.foundation.access.authority import acting_post
from marque.kernel.errors import GuardRefused, InvalidInput


@transaction.atomic
def assign_visit(*, visit: Visit, to: Any, reason: str, by: Any, now: datetime) -> Visit:
    """Send an open visit to `to`; whoever had it is free again."""
    locked = locked_visit(visit, by=by)
    if locked.left_at is not None:
        raise GuardRefused(_("%(number)s 已离店，不能改派") % {"number": locked.number})
    if not to.is_active:
        raise InvalidInput(_("%(name)s 已停用，请选择其他人") % {"name": to.name}, field="owner")
    before = locked.owner
    if before == to:
        return locked
    why = reason.strip() or _("由 %(by)s 改派") % {"by": by.name}
    post = acting_post(to)
    locked.owner, locked.owner_reason = to, why[:200]
    locked.department = post.department if post else locked.department
    locked.received_at = None
    locked.version += 1
    locked.save(update_fields=["owner", "owner_reason", "department", "received_at", "version"])
    if locked.errand.code == INTENT:
        turns = lock_turns(locked.store, now=now)
        if turn := turn_of(turns, to):
            seize(turn, turns, by=by, now=now, in_turn=False)
    settle_todos(locked, now=now)
    if before is not None:
        free_turn(store=locked.store, user=before, by=by, now=now)
    tell(
        [to],
        _("%(number)s 改派给您：%(why)s") % {"number": locked.number, "why": why},
        locked,
        by=by,
    )
    floor_changed(locked.store)
    return locked

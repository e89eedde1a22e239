"""Send a submitted order back (驳回), or take it back oneself (撤回): the vehicle is free."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus
from marque.sales.events import OrderRejected
from marque.sales.models import SalesOrder
from marque.sales.services.announce import order_changed, settle_todos, tell_owner
from marque.sales.services.vehicle_holds import release_vehicle
from marque.sales.workflow import ORDER_WORKFLOW


@transaction.atomic
def reject_order(
    *, order: SalesOrder, reason: str, by: Any, now: datetime, version: int | None = None
) -> SalesOrder:
    """Send an order back to its consultant with a reason."""
    if not reason.strip():
        raise InvalidInput(_("驳回必须填写意见"), field="comment")
    return _send_back(order, "reject", reason.strip(), by, now, version)


@transaction.atomic
def withdraw_order(
    *, order: SalesOrder, by: Any, now: datetime, version: int | None = None
) -> SalesOrder:
    """Take a submitted order back to change it."""
    return _send_back(order, "withdraw", _("顾问撤回"), by, now, version)


def _send_back(
    order: SalesOrder, move: str, reason: str, by: Any, now: datetime, version: int | None
) -> SalesOrder:
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by).locked().select_related("store", "owner").get(pk=order.pk)
    )
    locked.check_version(version)
    transition = ORDER_WORKFLOW.check(move, locked, by)
    release_vehicle(locked, reason=reason, by=by, now=now)
    locked.approval_comment = reason[:200]
    locked.move(transition, by=by, note=reason, also=("approval_comment",))
    settle_todos(locked, now=now)
    tell_owner(
        locked,
        _("%(number)s 被驳回：%(reason)s") % {"number": locked.number, "reason": reason},
        by=by,
        kind="todo",
    )
    order_changed(locked)
    bus.publish(
        OrderRejected(
            order_id=locked.pk, number=locked.number, store_id=locked.store_id, reason=reason
        )
    )
    return locked

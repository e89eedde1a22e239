"""Confirm an order (审核通过): the dealership commits itself."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.kernel.errors import NotAuthorised
from marque.kernel.events import bus
from marque.parties import api as parties
from marque.sales.events import OrderConfirmed
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import discount_limit, is_within_authority
from marque.sales.services.announce import order_changed, settle_todos, tell_owner
from marque.sales.workflow import CONTRACT_TEMPLATE, ORDER_WORKFLOW


@transaction.atomic
def confirm_order(
    *,
    order: SalesOrder,
    by: Any,
    now: datetime,
    comment: str = "",
    version: int | None = None,
) -> SalesOrder:
    """Confirm a submitted order whose discount is in the confirming person's authority.

    The template of the contract is fixed from here on.  A discount above the authority is
    refused with the rule; somebody with more authority has to confirm.
    """
    locked: SalesOrder = SalesOrder.objects.visible_to(by).locked().get(pk=order.pk)
    locked.check_version(version)
    transition = ORDER_WORKFLOW.check("confirm", locked, by)
    if not is_within_authority(locked, by):
        raise NotAuthorised(
            _("优惠 %(rate)s%% 超出您的权限 %(limit)s%%，须由上级审批")
            % {"rate": locked.rate_discount, "limit": discount_limit(by)}
        )
    _refuse_over_credit(locked, by, now)
    locked.confirmed_at, locked.confirmed_by = now, by
    locked.approval_comment = comment.strip()[:200]
    locked.contract_template = CONTRACT_TEMPLATE

    locked.move(
        transition,
        by=by,
        note=locked.approval_comment,
        also=("confirmed_at", "confirmed_by", "approval_comment", "contract_template"),
    )
    if locked.owner_id != by.pk:
        settle_todos(locked, now=now)
    tell_owner(locked, _("%(number)s 已审核通过") % {"number": locked.number}, by=by)
    order_changed(locked)
    bus.publish(
        OrderConfirmed(
            order_id=locked.pk,
            number=locked.number,
            store_id=locked.store_id,
            customer_id=locked.customer_id,
            amount_total=locked.amount_total,
        )
    )
    return locked


def _refuse_over_credit(order: SalesOrder, by: Any, now: datetime) -> None:
    """An order that takes a customer over the credit limit needs somebody who may exceed it."""
    if by.has_perm("sales.exceed_credit"):
        return
    on = timezone.localdate(now)
    problem = parties.credit_problem(order.customer, amount=order.amount_open, on=on)
    if problem:
        raise NotAuthorised(problem)

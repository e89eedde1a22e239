"""Change a draft (修改订单); what was submitted is changed only after it came back."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidTransition, NotAuthorised
from marque.sales.models import SalesOrder, SalesOrderLine
from marque.sales.services.order_draft import OrderDraft, price_order
from marque.sales.workflow import OrderStatus


@transaction.atomic
def edit_order(
    *, order: SalesOrder, draft: OrderDraft, by: Any, version: int | None = None
) -> SalesOrder:
    """Replace what a draft says by `draft`; refuses a stale page and anything but a draft."""
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by).locked().select_related("store").get(pk=order.pk)
    )
    locked.check_version(version)
    if not by.has_perm("sales.edit_salesorder"):
        raise NotAuthorised(_("您没有“修改销售订单”的权限"))
    if locked.status != OrderStatus.DRAFT:
        raise InvalidTransition(_("订单已提交，不能修改；请先撤回或驳回"))
    lines = price_order(locked, draft, on=locked.signed_on)
    locked.version += 1
    locked.save()
    locked.lines.all().delete()
    SalesOrderLine.objects.bulk_create(lines)
    return locked

"""Write an order (录入订单): a draft that binds nobody."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.access.authority import authority_of
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, NotAuthorised
from marque.sales.models import SalesOrder, SalesOrderLine
from marque.sales.services.order_draft import OrderDraft, price_order


@transaction.atomic
def create_order(*, draft: OrderDraft, store: Any, by: Any, now: datetime) -> SalesOrder:
    """Save an order as a draft; nothing is held and nothing is booked.

    Refuses unknown items, money that does not add up, and an earnest money above 20 %.
    """
    return write_order(draft=draft, store=store, by=by, now=now)


def write_order(*, draft: OrderDraft, store: Any, by: Any, now: datetime) -> SalesOrder:
    """Save a draft inside the caller's transaction; its number is drawn last."""
    if not by.has_perm("sales.create_salesorder"):
        raise NotAuthorised(_("您没有“新建销售订单”的权限"))
    if store is None:
        raise InvalidInput(_("请先选择门店，再录入订单"))
    today = timezone.localdate(now)
    post = authority_of(by).post
    order = SalesOrder(
        store=store,
        department=post.department if post else None,
        owner=by,
        created_at=now,
        created_by=by,
        signed_on=today,
    )
    lines = price_order(order, draft, on=today)
    order.number = next_number("sales.salesorder", store=store, on=today)
    order.contract_number = contract_number_of(order.number)
    order.save(force_insert=True)
    SalesOrderLine.objects.bulk_create(lines)
    return order


def contract_number_of(number: str) -> str:
    """The contract of an order carries the order's tail: SO2611-0186 → HT2611-0186."""
    return f"HT{number[2:]}" if number.startswith("SO") else f"HT-{number}"

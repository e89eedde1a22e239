"""Find orders, and everything that belongs to one."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.foundation.ui.figures import Ask, gather
from marque.sales.models import SalesOrder, SalesOrderQuerySet
from marque.sales.workflow import OrderStatus

ORDER = "sales.salesorder"


def list_orders(*, user: Any, store: Any) -> SalesOrderQuerySet:
    """The orders a user may see in a store (None: all stores)."""
    orders: SalesOrderQuerySet = SalesOrder.objects.visible_to(user).in_store(store)
    return orders


def list_open_orders(*, user: Any, store: Any = None) -> SalesOrderQuerySet:
    """Open orders with what a row shows."""
    return list_orders(user=user, store=store).open().with_details()


def get_order(number: str, *, user: Any, store: Any) -> SalesOrder:
    """One order with what its page shows, or `SalesOrder.DoesNotExist`."""
    order: SalesOrder = (
        list_orders(user=user, store=store)
        .select_related(
            "customer",
            "owner",
            "store__company",
            "department",
            "submitted_by",
            "confirmed_by",
            "trim__model__series__brand",
            "vehicle__exterior",
            "vehicle__interior",
            "vehicle__store",
            "vehicle__trim",
        )
        .get(number=number)
    )
    return order


def list_vouchers_of(order: SalesOrder) -> list[accounting.Voucher]:
    """Every voucher of the order and of its receipts, refunds and invoices, oldest first."""
    found = list(accounting.vouchers_for(ORDER, order.pk))
    for source_type, source_id in billing.sources_of(ORDER, order.pk):
        found.extend(accounting.vouchers_for(source_type, source_id))
    return sorted(found, key=lambda voucher: voucher.pk)


def count_month(orders: SalesOrderQuerySet, *, today: date) -> dict[str, Any]:
    """Signed and delivered this month, cancelled, and the amount signed; one query that reads
    the month by its indexes, not the orders of all years."""
    first = today.replace(day=1)
    begins = timezone.make_aware(datetime.combine(first, time.min))
    signed = orders.filter(signed_on__gte=first).exclude(
        status__in=(OrderStatus.DRAFT, OrderStatus.CANCELLED)
    )
    found = gather(
        {
            "signed": Ask(signed, {"amount": "amount_total"}, limit=None),
            "delivered": Ask(orders.filter(delivered_at__gte=begins), limit=None),
            "cancelled": Ask(orders.filter(cancelled_at__gte=begins), limit=None),
        }
    )
    counts: dict[str, Any] = {key: figure.count for key, figure in found.items()}
    return {**counts, **found["signed"].sums}

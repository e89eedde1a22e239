"""A customer comes to collect a car: the consultant of the order receives them."""

from __future__ import annotations

from typing import Any

from marque.crm import api as crm
from marque.sales import api as sales


def find_delivery(customer: Any, store: Any) -> crm.Expected | None:
    """The consultant of the customer's order that is nearest to its handover."""
    orders = sales.SalesOrder.objects.filter(
        customer=customer,
        store=store,
        status__in=(sales.OrderStatus.ISSUED, sales.OrderStatus.CONFIRMED),
    ).select_related("owner")
    # Issued comes before confirmed.
    order = orders.order_by("-status", "delivery_planned_on", "pk").first()
    return crm.Expected(order.owner, order.number) if order else None

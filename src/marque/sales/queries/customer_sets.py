"""What sales tells about customers as sets, for rules over all of them at once."""

from __future__ import annotations

from typing import Any

from django.db.models import IntegerField, Value
from django.db.models.functions import TruncDate

from marque.sales.models import SalesOrder
from marque.sales.workflow import OrderStatus


def purchases_of_customers() -> Any:
    """Customer, amount, number and day of every delivered order."""
    delivered = SalesOrder.objects.filter(status=OrderStatus.DELIVERED).order_by()
    return delivered.annotate(
        bought=Value(1, output_field=IntegerField()), bought_on=TruncDate("delivered_at")
    ).values_list("customer_id", "amount_total", "bought", "bought_on")


def customers_with_open_orders() -> Any:
    """Customers whose order somebody still works on."""
    return SalesOrder.objects.open().order_by().values("customer_id")

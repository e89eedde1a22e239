"""A delivered car makes a formal customer (正式客户) of the base (基盘)."""

from __future__ import annotations

from django.utils import timezone

from marque.parties import api as parties
from marque.sales.api import OrderDelivered


def order_delivered(event: OrderDelivered) -> None:
    """Count and date the delivery; the first one changes what the customer is to us."""
    customer = parties.Customer.objects.get(pk=event.customer_id)
    parties.note_delivery(customer, on=timezone.localdate(event.at))

"""Tell the open pages of a customer that something happened."""

from __future__ import annotations

from marque.foundation.live.publish import publish
from marque.parties.models import Customer


def tell_pages(customer_id: int) -> None:
    """Pages of the customer fetch their activity again; part of the caller's transaction."""
    number = Customer.objects.filter(pk=customer_id).values_list("number", flat=True).first()
    if number:
        publish(f"customer:{number}", "customer:changed")

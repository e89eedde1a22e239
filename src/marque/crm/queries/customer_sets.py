"""What crm tells about customers as sets, for rules over all of them at once."""

from __future__ import annotations

from typing import Any

from marque.crm.models import Lead, Visit


def customers_in_chase() -> Any:
    """Customers whom somebody chases: the rule of leads decides about them."""
    return Lead.objects.chased().order_by().values("customer_id")


def plates_of_customers() -> Any:
    """Customers and the plates they came with."""
    rows = Visit.objects.exclude(plate="").exclude(customer=None)
    return rows.order_by().values_list("customer_id", "plate")

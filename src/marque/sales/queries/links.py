"""Where orders are shown elsewhere: from the ledger."""

from __future__ import annotations

from django.urls import reverse

from marque.accounting import api as accounting


def order_url(source: accounting.Source) -> str:
    """The page of the order behind a voucher."""
    return reverse("sales:order_detail", kwargs={"store": source.store, "number": source.number})

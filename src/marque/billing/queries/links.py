"""Where the documents of billing are shown, for drilling down from the ledger."""

from __future__ import annotations

from django.urls import reverse

from marque.accounting import api as accounting

PAGES = {
    "billing.receipt": "billing:receipt_detail",
    "billing.refund": "billing:refund_detail",
    "billing.invoice": "billing:invoice_detail",
}


def url_for(source: accounting.Source) -> str:
    """The page of the document behind a voucher."""
    return reverse(PAGES[source.type], kwargs={"store": source.store, "number": source.number})

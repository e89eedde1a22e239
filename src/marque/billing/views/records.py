"""What the pages of billing share."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from marque.billing.models import Invoice, Receipt, Refund
from marque.foundation.ui.records import pages_of

here = pages_of("billing")
"""The address of a page of billing in the store of the request."""


def receipt_or_404(request: Any, number: str) -> Receipt:
    """The receipt with this number that the user may see in this store."""
    receipt: Receipt = get_object_or_404(
        Receipt.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("customer", "handler", "confirmed_by", "store__company", "owner"),
        number=number,
    )
    return receipt


def refund_or_404(request: Any, number: str) -> Refund:
    """The refund with this number that the user may see in this store."""
    refund: Refund = get_object_or_404(
        Refund.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("customer", "receipt__store", "paid_by", "store", "created_by"),
        number=number,
    )
    return refund


def invoice_or_404(request: Any, number: str) -> Invoice:
    """The invoice with this number that the user may see in this store."""
    invoice: Invoice = get_object_or_404(
        Invoice.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related("customer", "store__company", "reverses", "created_by"),
        number=number,
    )
    return invoice

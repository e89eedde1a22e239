"""What the pages of billing share."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse

from marque.billing.models import Invoice, Receipt, Refund
from marque.organisation.models import Store


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


def store_or_404(request: Any) -> Store:
    """The store of the address; money is not taken in the group view."""
    if request.store is None:
        raise Http404
    store: Store = request.store
    return store


def here(request: Any, name: str, **kwargs: Any) -> str:
    """The address of a page of billing in the store of this request."""
    code = request.store.code if request.store else "hq"
    return reverse(f"billing:{name}", kwargs={"store": code, **kwargs})


def posted_version(request: Any) -> int | None:
    """The version of the document that the page had shown."""
    text = str(request.POST.get("version", ""))
    return int(text) if text.isdecimal() and len(text) < 10 else None  # noqa: PLR2004

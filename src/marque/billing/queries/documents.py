"""Receipts, refunds and invoices of a payable document, and what the cashier waits for."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Count, Sum

from marque.billing.models import (
    Invoice,
    InvoiceKind,
    InvoiceQuerySet,
    Receipt,
    ReceiptQuerySet,
    Refund,
    RefundQuerySet,
)

Source = tuple[str, int]


def list_receipts(payable_type: str, payable_id: int) -> ReceiptQuerySet:
    """Receipts of a document, oldest first."""
    receipts: ReceiptQuerySet = Receipt.objects.of_payable(payable_type, payable_id)
    return receipts


def list_invoices(payable_type: str, payable_id: int) -> InvoiceQuerySet:
    """Invoices of a document, red ones too, oldest first."""
    invoices: InvoiceQuerySet = Invoice.objects.of_payable(payable_type, payable_id).select_related(
        "store", "reverses"
    )
    return invoices


def find_invoice(payable_type: str, payable_id: int, kind: InvoiceKind) -> Invoice | None:
    """The invoice of one kind in force for a document."""
    found: Invoice | None = (
        Invoice.objects.in_force().of_payable(payable_type, payable_id).filter(kind=kind).first()
    )
    return found


def sources_of(payable_type: str, payable_id: int) -> list[Source]:
    """Type and id of every billing document of a payable one: to find its vouchers."""
    named = (
        ("billing.receipt", Receipt),
        ("billing.refund", Refund),
        ("billing.invoice", Invoice),
    )
    return [
        (name, pk)
        for name, model in named
        for pk in model.objects.of_payable(payable_type, payable_id).values_list("pk", flat=True)
    ]


def receipts_to_confirm(user: Any, store: Any) -> ReceiptQuerySet:
    """What the cashier has to confirm, oldest first."""
    receipts: ReceiptQuerySet = (
        Receipt.objects.visible_to(user)
        .in_store(store)
        .pending()
        .select_related("customer", "handler", "store")
        .order_by("pk")
    )
    return receipts


def refunds_to_pay(user: Any, store: Any) -> RefundQuerySet:
    """Refunds that wait to be paid, oldest first."""
    refunds: RefundQuerySet = (
        Refund.objects.visible_to(user)
        .in_store(store)
        .pending()
        .select_related("customer", "store", "receipt")
        .order_by("pk")
    )
    return refunds


def confirmed_on(user: Any, store: Any, *, day: date) -> dict[str, Any]:
    """`n` receipts confirmed on a day and their `total`; one query."""
    sums: dict[str, Any] = (
        Receipt.objects.visible_to(user)
        .in_store(store)
        .counted()
        .filter(confirmed_at__date=day)
        .order_by()
        .aggregate(n=Count("pk"), total=Sum("amount"))
    )
    return sums

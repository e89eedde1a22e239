"""What the command palette finds in billing: receipts and invoices by number or order."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.billing.models import Invoice, Receipt
from marque.foundation.ui.search import Hit

MOST = 3
SHORTEST = 4


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Receipts and invoices the user may see."""
    text = query.strip().upper()
    if len(text) < SHORTEST:
        return []
    code = store.code if store else "hq"
    return [*_receipts(user, text, store, code), *_invoices(user, text, store, code)]


def _receipts(user: Any, text: str, store: Any, code: str) -> list[Hit]:
    found = (
        Receipt.objects.visible_to(user)
        .in_store(store)
        .filter(Q(number__startswith=text) | Q(payable_number=text))
        .select_related("customer")
        .only("number", "amount", "status", "customer__name")[:MOST]
    )
    return [
        Hit(
            title=f"{receipt.number} {receipt.customer.name}",
            url=reverse("billing:receipt_detail", kwargs={"store": code, "number": receipt.number}),
            icon="coin-yuan",
            meta=f"¥{receipt.amount:,.2f} · {receipt.get_status_display()}",
            group=_("收款"),
        )
        for receipt in found
    ]


def _invoices(user: Any, text: str, store: Any, code: str) -> list[Hit]:
    found = (
        Invoice.objects.visible_to(user)
        .in_store(store)
        .filter(Q(number__startswith=text) | Q(tax_number=text) | Q(payable_number=text))[:MOST]
    )
    return [
        Hit(
            title=f"{invoice.tax_number or invoice.number} {invoice.buyer_name}",
            url=reverse("billing:invoice_detail", kwargs={"store": code, "number": invoice.number}),
            icon="file-invoice",
            meta=str(invoice.get_status_display()),
            group=_("发票"),
        )
        for invoice in found
    ]

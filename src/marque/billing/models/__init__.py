"""Documents of billing."""

from marque.billing.models.invoices import Invoice, InvoiceKind, InvoiceQuerySet
from marque.billing.models.openings import OpeningReceivable
from marque.billing.models.receipts import (
    PaymentMethod,
    Receipt,
    ReceiptKind,
    ReceiptQuerySet,
)
from marque.billing.models.refunds import Refund, RefundQuerySet

__all__ = [
    "Invoice",
    "InvoiceKind",
    "InvoiceQuerySet",
    "OpeningReceivable",
    "PaymentMethod",
    "Receipt",
    "ReceiptKind",
    "ReceiptQuerySet",
    "Refund",
    "RefundQuerySet",
]

"""Money and invoices of sales orders: what the cashier does reaches the order at once."""

from __future__ import annotations

from marque.billing import api as billing
from marque.sales import api as sales

ORDER = "sales.salesorder"


def payment_confirmed(event: billing.PaymentConfirmed) -> None:
    """Confirmed money counts on the order; with the deposit the car is held for good."""
    if event.payable_type == ORDER:
        sales.record_payment(
            order_id=event.payable_id, amount=event.amount, by=event.by, now=event.at
        )


def money_returned(event: billing.MoneyReturned) -> None:
    """Money that was paid back or forfeited no longer counts on the order."""
    if event.payable_type == ORDER:
        sales.record_return(order_id=event.payable_id, amount=event.amount)


def invoice_reversed(event: billing.InvoiceReversed) -> None:
    """An invoice is red: the VAT voucher of the car follows, or the reversal is refused.

    Accessories are invoiced with the handover, so theirs is always refused.
    """
    if event.payable_type == ORDER:
        sales.undo_invoice(
            order_id=event.payable_id,
            invoice_id=event.invoice_id,
            by=event.by,
            on=event.reversed_on,
        )


def receipts_changed(event: billing.PaymentReceived | billing.PaymentVoided) -> None:
    """A receipt was registered or voided: open pages of the order read again."""
    if event.payable_type == ORDER:
        sales.refresh_order_pages(number=event.payable_number)

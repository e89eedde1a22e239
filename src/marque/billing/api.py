"""What other apps may use of billing."""

from marque.billing.events import (
    InvoiceIssued,
    InvoiceReversed,
    MoneyReturned,
    PaymentConfirmed,
    PaymentReceived,
    PaymentVoided,
)
from marque.billing.facts import (
    Payable,
    PayableSource,
    find_payable,
    get_payable,
    register_payables,
)
from marque.billing.models import Invoice, InvoiceKind, PaymentMethod, Receipt, ReceiptKind
from marque.billing.queries.accounts import PayableAccount, account_for, account_of
from marque.billing.queries.documents import (
    find_invoice,
    list_invoices,
    list_receipts,
    sources_of,
)
from marque.billing.services.confirm_receipt import confirm_receipt
from marque.billing.services.issue_invoice import InvoiceRequest, issue_invoice
from marque.billing.services.refund_receipt import (
    Settlement,
    pay_refund,
    refund_all,
    request_refund,
    void_refund,
)
from marque.billing.services.register_receipt import Money, register_receipt
from marque.billing.services.reverse_invoice import reverse_all_invoices, reverse_invoice
from marque.billing.services.void_receipt import void_open_receipts, void_receipt

__all__ = [
    "Invoice",
    "InvoiceIssued",
    "InvoiceKind",
    "InvoiceRequest",
    "InvoiceReversed",
    "Money",
    "MoneyReturned",
    "Payable",
    "PayableAccount",
    "PayableSource",
    "PaymentConfirmed",
    "PaymentMethod",
    "PaymentReceived",
    "PaymentVoided",
    "Receipt",
    "ReceiptKind",
    "Settlement",
    "account_for",
    "account_of",
    "confirm_receipt",
    "find_invoice",
    "find_payable",
    "get_payable",
    "issue_invoice",
    "list_invoices",
    "list_receipts",
    "pay_refund",
    "refund_all",
    "register_payables",
    "register_receipt",
    "request_refund",
    "reverse_all_invoices",
    "reverse_invoice",
    "sources_of",
    "void_open_receipts",
    "void_receipt",
    "void_refund",
]

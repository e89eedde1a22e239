"""What billing tells accounting.  Pure functions: a document in, a fact out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from marque.accounting.api import AccountingFact
from marque.billing.models import PaymentMethod, Receipt, ReceiptKind, Refund

DEPOSITS = frozenset({ReceiptKind.EARNEST, ReceiptKind.PREPAYMENT})


def pocket(method: str) -> str:
    """Where the money of a method lies: the till or the bank account."""
    return "cash" if method == PaymentMethod.CASH else "bank"


def received(receipt: Receipt, *, on: date) -> AccountingFact:
    """Money from a customer becomes a customer advance (domain §7.3 rows 3 and 4)."""
    is_deposit = receipt.kind in DEPOSITS
    return AccountingFact(
        rule="billing.deposit_received" if is_deposit else "billing.balance_received",
        company_id=receipt.store.company_id,
        store_id=receipt.store_id,
        source_type="billing.receipt",
        source_id=receipt.pk,
        source_number=receipt.number,
        happened_on=on,
        amounts={pocket(receipt.method): receipt.amount},
        summary=_("收%(customer)s%(kind)s %(number)s")
        % {
            "customer": receipt.customer.name,
            "kind": receipt.get_kind_display(),
            "number": receipt.payable_number,
        },
        dimensions=_dimensions(receipt),
    )


def refunded(refund: Refund, *, on: date) -> AccountingFact:
    """Money back to the customer, or the penalty of a dealer who broke the contract."""
    return AccountingFact(
        rule="billing.default_compensated" if refund.is_penalty else "billing.refund_paid",
        company_id=refund.store.company_id,
        store_id=refund.store_id,
        source_type="billing.refund",
        source_id=refund.pk,
        source_number=refund.number,
        happened_on=on,
        amounts={pocket(refund.method): refund.amount},
        summary=(
            _("双倍返还%(customer)s定金 %(number)s")
            if refund.is_penalty
            else _("退%(customer)s款 %(number)s")
        )
        % {"customer": refund.customer.name, "number": refund.payable_number},
        dimensions=_dimensions(refund),
    )


def forfeited(receipt: Receipt, *, amount: Decimal, on: date) -> AccountingFact:
    """Earnest money of a customer who broke the contract (domain §7.3 row 27)."""
    return AccountingFact(
        rule="billing.deposit_forfeited",
        company_id=receipt.store.company_id,
        store_id=receipt.store_id,
        source_type="billing.receipt",
        source_id=receipt.pk,
        source_number=receipt.number,
        happened_on=on,
        amounts={"net": amount},
        summary=_("没收%(customer)s定金 %(number)s")
        % {"customer": receipt.customer.name, "number": receipt.payable_number},
        dimensions=_dimensions(receipt),
    )


def _dimensions(document: Receipt | Refund) -> dict[str, str]:
    return {"customer": document.customer.name, "order": document.payable_number}

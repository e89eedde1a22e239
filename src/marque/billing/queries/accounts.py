"""The account of a payable document: what was due, what came, what went back."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import cached_property

from marque.billing.facts import Payable, get_payable
from marque.billing.models import Receipt, Refund
from marque.billing.workflow import ReceiptStatus, RefundStatus

ZERO = Decimal("0.00")


@dataclass(frozen=True)
class PayableAccount:
    """Receipts and refunds of one payable document, oldest first; amounts are yuan."""

    amount_due: Decimal
    receipts: tuple[Receipt, ...]
    refunds: tuple[Refund, ...]

    @cached_property
    def amount_pending(self) -> Decimal:
        """Registered, not confirmed by the cashier."""
        return self._sum(ReceiptStatus.PENDING)

    @cached_property
    def amount_confirmed(self) -> Decimal:
        """Confirmed and still here: without what went back or was forfeited."""
        return sum((r.amount_left for r in self.receipts if _counts(r)), ZERO)

    @cached_property
    def amount_returned(self) -> Decimal:
        """Paid back to the customer, without what was paid on top."""
        return self._paid(is_penalty=False)

    @cached_property
    def amount_penalty(self) -> Decimal:
        """Paid on top because the dealer broke the contract."""
        return self._paid(is_penalty=True)

    @cached_property
    def amount_forfeited(self) -> Decimal:
        """Kept because the customer broke the contract."""
        return sum((r.amount_forfeited for r in self.receipts), ZERO)

    @property
    def amount_open(self) -> Decimal:
        """Due and not confirmed; never below zero."""
        return max(self.amount_due - self.amount_confirmed, ZERO)

    @property
    def amount_registrable(self) -> Decimal:
        """How much more may be registered."""
        return max(self.amount_open - self.amount_pending, ZERO)

    def _paid(self, *, is_penalty: bool) -> Decimal:
        paid = (r for r in self.refunds if r.status == RefundStatus.PAID)
        return sum((r.amount for r in paid if r.is_penalty == is_penalty), ZERO)

    def _sum(self, status: str) -> Decimal:
        return sum((r.amount for r in self.receipts if r.status == status), ZERO)


def _counts(receipt: Receipt) -> bool:
    return receipt.status in {ReceiptStatus.CONFIRMED, ReceiptStatus.REFUNDED}


def account_of(payable: Payable) -> PayableAccount:
    """The account of a payable document; two queries."""
    return account_for(payable.type, payable.id, amount_due=payable.amount_due)


def account_for(payable_type: str, payable_id: int, *, amount_due: Decimal) -> PayableAccount:
    """The account by type and id when the caller knows what is due; two queries."""
    receipts = Receipt.objects.of_payable(payable_type, payable_id).select_related(
        "handler", "confirmed_by", "store"
    )
    refunds = Refund.objects.of_payable(payable_type, payable_id).select_related(
        "store", "paid_by", "created_by"
    )
    return PayableAccount(amount_due, tuple(receipts), tuple(refunds))


def account_of_document(payable_type: str, payable_id: int) -> PayableAccount:
    """The account of a document that only its type and id are known of."""
    return account_of(get_payable(payable_type, payable_id))

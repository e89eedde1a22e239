"""Money goes back to the customer (退款): asked for, then paid; or both at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.billing import postings
from marque.billing.events import MoneyReturned
from marque.billing.facts import get_payable
from marque.billing.models import Receipt, ReceiptKind, Refund
from marque.billing.workflow import (
    RECEIPT_WORKFLOW,
    REFUND_WORKFLOW,
    ReceiptStatus,
    RefundStatus,
)
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.events import bus
from marque.kernel.money import ZERO, cents


@transaction.atomic
def request_refund(
    *, receipt: Receipt, amount: Decimal, reason: str, by: Any, now: datetime
) -> Refund:
    """Ask for money of a confirmed receipt to be paid back; the cashier pays it."""
    if not by.has_perm("billing.request_refund"):
        raise NotAuthorised(_("您没有“申请退款”的权限"))
    return _create(_locked(receipt), cents(amount), reason, by, now)


@transaction.atomic
def pay_refund(
    *, refund: Refund, by: Any, now: datetime, bank_reference: str = "", version: int | None = None
) -> Refund:
    """Pay a pending refund out of the receipt it came from, the way the money came.

    The payable document is locked first, as by everybody who touches its money.
    """
    get_payable(refund.payable_type, refund.payable_id, lock=True)
    receipt = _locked(refund.receipt)
    locked: Refund = Refund.objects.locked().select_related("store", "customer").get(pk=refund.pk)
    locked.check_version(version)
    REFUND_WORKFLOW.check("pay", locked, by)
    return _pay(locked, receipt, by, now, bank_reference)


@transaction.atomic
def void_refund(*, refund: Refund, by: Any, version: int | None = None) -> Refund:
    """Withdraw a refund that was not paid."""
    locked: Refund = Refund.objects.locked().get(pk=refund.pk)
    locked.check_version(version)
    locked.move(REFUND_WORKFLOW.check("void", locked, by), by=by)
    return locked


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """What becomes of the money of a cancelled document, and why.

    `amount_kept` is forfeited by a customer in default; `amount_penalty` is paid on top of
    everything by a dealer in default (双倍返还).
    """

    reason: str
    amount_kept: Decimal = ZERO
    amount_penalty: Decimal = ZERO


def refund_all(
    *, payable_type: str, payable_id: int, settlement: Settlement, by: Any, now: datetime
) -> list[Refund]:
    """Give back what a cancelled document had received, all but what is kept.

    What is kept is earnest money first, the oldest receipts first, and is forfeited there.  Runs
    in the caller's transaction; the caller has checked the right to cancel.
    """
    receipts = list(
        Receipt.objects.locked()
        .select_related("store", "customer")
        .filter(payable_type=payable_type, payable_id=payable_id, status=ReceiptStatus.CONFIRMED)
    )
    _void_pending(payable_type, payable_id, by)
    receipts.sort(key=lambda each: (each.kind != ReceiptKind.EARNEST, each.pk))
    refunds = _compensate(receipts, settlement, by, now)
    keep, reason = settlement.amount_kept, settlement.reason
    for receipt in receipts:
        kept = min(keep, receipt.amount_left)
        keep -= kept
        if kept:
            _forfeit(receipt, kept, by, now)
        if receipt.amount_left:
            refund = _create(receipt, receipt.amount_left, reason, by, now)
            refunds.append(_pay(refund, receipt, by, now, ""))
    return refunds


def _compensate(
    receipts: list[Receipt], settlement: Settlement, by: Any, now: datetime
) -> list[Refund]:
    """Pay the penalty the way the earnest money came, on the paper of its first receipt."""
    if not settlement.amount_penalty:
        return []
    receipt = receipts[0]
    refund = _new(receipt, settlement.amount_penalty, settlement.reason, by, now)
    refund.is_penalty = True
    refund.save()
    return [_paid_out(refund, by, now, "")]


def _locked(receipt: Receipt) -> Receipt:
    locked: Receipt = (
        Receipt.objects.locked().select_related("store", "customer").get(pk=receipt.pk)
    )
    return locked


def _void_pending(payable_type: str, payable_id: int, by: Any) -> None:
    pending = Refund.objects.locked().filter(
        payable_type=payable_type, payable_id=payable_id, status=RefundStatus.PENDING
    )
    for refund in pending:
        refund.move(REFUND_WORKFLOW.transitions["void"], by=by)


def _create(receipt: Receipt, amount: Decimal, reason: str, by: Any, now: datetime) -> Refund:
    if receipt.status != ReceiptStatus.CONFIRMED:
        raise GuardRefused(
            _("收款单 %(number)s 未经财务确认或已退完，不能退款") % {"number": receipt.number}
        )
    if amount <= 0:
        raise InvalidInput(_("退款金额必须大于零"), field="amount")
    if not reason.strip():
        raise InvalidInput(_("请填写退款原因"), field="reason")
    asked = sum(receipt.refunds.pending().values_list("amount", flat=True), Decimal(0))
    available = receipt.amount_left - asked
    if amount > available:
        raise InvalidInput(
            _("最多可退 ¥%(left)s，退款不能超过实收") % {"left": f"{available:,.2f}"},
            field="amount",
        )
    refund = _new(receipt, amount, reason, by, now)
    refund.save()
    return refund


def _new(receipt: Receipt, amount: Decimal, reason: str, by: Any, now: datetime) -> Refund:
    return Refund(
        number=next_number("billing.refund", store=receipt.store, on=timezone.localdate(now)),
        store=receipt.store,
        department_id=receipt.department_id,
        owner_id=receipt.owner_id,
        created_at=now,
        created_by=by,
        receipt=receipt,
        payable_type=receipt.payable_type,
        payable_id=receipt.payable_id,
        payable_number=receipt.payable_number,
        customer=receipt.customer,
        method=receipt.method,
        amount=amount,
        reason=reason.strip(),
    )


def _pay(refund: Refund, receipt: Receipt, by: Any, now: datetime, bank_reference: str) -> Refund:
    if refund.amount > receipt.amount_left:
        raise GuardRefused(
            _("收款单 %(number)s 只剩 ¥%(left)s，不能付出 ¥%(amount)s")
            % {
                "number": receipt.number,
                "left": f"{receipt.amount_left:,.2f}",
                "amount": f"{refund.amount:,.2f}",
            }
        )
    receipt.amount_refunded += refund.amount
    receipt.save(update_fields=["amount_refunded"])
    if not receipt.amount_left and not receipt.amount_forfeited:
        receipt.move(RECEIPT_WORKFLOW.transitions["refund"], by=by)
    _paid_out(refund, by, now, bank_reference)
    bus.publish(_returned(receipt, refund.amount, by, is_forfeited=False))
    return refund


def _paid_out(refund: Refund, by: Any, now: datetime, bank_reference: str) -> Refund:
    """The money left the till or the bank: the refund is paid and its voucher written."""
    refund.paid_on = timezone.localdate(now)
    refund.paid_by = by
    refund.bank_reference = bank_reference
    refund.move(
        REFUND_WORKFLOW.transitions["pay"], by=by, also=("paid_on", "paid_by", "bank_reference")
    )
    accounting.post(postings.refunded(refund, on=refund.paid_on), by=by)
    return refund


def _forfeit(receipt: Receipt, amount: Decimal, by: Any, now: datetime) -> None:
    receipt.amount_forfeited += amount
    receipt.save(update_fields=["amount_forfeited"])
    accounting.post(postings.forfeited(receipt, amount=amount, on=timezone.localdate(now)), by=by)
    bus.publish(_returned(receipt, amount, by, is_forfeited=True))


def _returned(receipt: Receipt, amount: Decimal, by: Any, *, is_forfeited: bool) -> MoneyReturned:
    return MoneyReturned(
        payable_type=receipt.payable_type,
        payable_id=receipt.payable_id,
        payable_number=receipt.payable_number,
        receipt_number=receipt.number,
        amount=amount,
        is_forfeited=is_forfeited,
        by=by,
    )

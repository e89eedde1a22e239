"""A receipt that was registered by mistake, or whose money never came (作废收款单)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.billing.events import PaymentVoided
from marque.billing.models import Receipt
from marque.billing.workflow import RECEIPT_WORKFLOW, ReceiptStatus
from marque.kernel.errors import InvalidInput
from marque.kernel.events import bus


@transaction.atomic
def void_receipt(*, receipt: Receipt, reason: str, by: Any, version: int | None = None) -> Receipt:
    """Void a receipt that is not confirmed; its number stays."""
    locked: Receipt = Receipt.objects.locked().select_related("store").get(pk=receipt.pk)
    locked.check_version(version)
    transition = RECEIPT_WORKFLOW.check("void", locked, by)
    if not reason.strip():
        raise InvalidInput(_("请填写作废原因"), field="reason")
    _void(locked, transition, reason.strip(), by)
    return locked


def void_open_receipts(*, payable_type: str, payable_id: int, reason: str, by: Any) -> int:
    """Void every unconfirmed receipt of a document that is cancelled; the caller has the right.

    Returns how many there were.
    """
    transition = RECEIPT_WORKFLOW.transitions["void"]
    receipts = list(
        Receipt.objects.locked()
        .filter(payable_type=payable_type, payable_id=payable_id, status=ReceiptStatus.PENDING)
        .select_related("store")
    )
    for receipt in receipts:
        _void(receipt, transition, reason, by)
    return len(receipts)


def _void(receipt: Receipt, transition: Any, reason: str, by: Any) -> None:
    receipt.move(transition, by=by, note=reason)
    bus.publish(
        PaymentVoided(
            payable_type=receipt.payable_type,
            payable_id=receipt.payable_id,
            payable_number=receipt.payable_number,
            receipt_number=receipt.number,
            reason=reason,
            by=by,
        )
    )

"""The cashier confirms that money has arrived (确认收款)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.billing import postings
from marque.billing.events import PaymentConfirmed
from marque.billing.facts import get_payable
from marque.billing.models import Receipt
from marque.billing.workflow import RECEIPT_WORKFLOW
from marque.foundation.live.publish import publish
from marque.kernel.errors import GuardRefused
from marque.kernel.events import bus


@transaction.atomic
def confirm_receipt(
    *, receipt: Receipt, by: Any, now: datetime, version: int | None = None
) -> Receipt:
    """Count the money: it is in the books, and whoever waits for it is told at once."""
    payable = get_payable(receipt.payable_type, receipt.payable_id, lock=True)
    locked: Receipt = (
        Receipt.objects.locked().select_related("store", "customer").get(pk=receipt.pk)
    )
    locked.check_version(version)
    transition = RECEIPT_WORKFLOW.check("confirm", locked, by)
    if payable.refusal:
        raise GuardRefused(_("不能确认：%(reason)s") % {"reason": payable.refusal})

    locked.confirmed_at = now
    locked.confirmed_by = by
    accounting.post(postings.received(locked, on=timezone.localdate(now)), by=by)

    locked.move(transition, by=by, also=("confirmed_at", "confirmed_by"))
    bus.publish(
        PaymentConfirmed(
            payable_type=locked.payable_type,
            payable_id=locked.payable_id,
            payable_number=locked.payable_number,
            receipt_number=locked.number,
            store_id=locked.store_id,
            kind=locked.kind,
            amount=locked.amount,
            at=now,
            by=by,
        )
    )
    publish(f"desk:{locked.store.code}", "receipt:changed", number=locked.number)
    return locked

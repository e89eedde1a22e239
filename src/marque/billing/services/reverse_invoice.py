"""Answer an invoice with a red one (红冲): same fields, negative amounts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.billing.events import InvoiceReversed
from marque.billing.facts import get_payable
from marque.billing.models import Invoice
from marque.billing.tax_numbers import simulated_tax_number
from marque.billing.workflow import INVOICE_WORKFLOW, InvoiceStatus
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import GuardRefused, InvalidInput
from marque.kernel.events import bus
from marque.kernel.money import in_capitals

COPIED = (
    "store",
    "department_id",
    "owner_id",
    "kind",
    "payable_type",
    "payable_id",
    "payable_number",
    "customer",
    "buyer_name",
    "buyer_identity",
    "vin",
    "rate_vat",
)
"""What a red invoice says just as the one it answers."""


@transaction.atomic
def reverse_invoice(
    *, invoice: Invoice, reason: str, by: Any, now: datetime, version: int | None = None
) -> Invoice:
    """Reverse an issued invoice; returns the red invoice.

    The app of the payable document undoes what it had booked, or refuses.
    """
    get_payable(invoice.payable_type, invoice.payable_id, lock=True)
    locked = _locked(invoice.pk)
    locked.check_version(version)
    INVOICE_WORKFLOW.check("reverse", locked, by)
    return _reverse(locked, reason, by, now)


def reverse_all_invoices(
    *, payable_type: str, payable_id: int, reason: str, by: Any, now: datetime
) -> list[Invoice]:
    """Reverse what a cancelled document had invoiced; the caller has the right and the lock."""
    issued = Invoice.objects.in_force().of_payable(payable_type, payable_id)
    return [
        _reverse(_locked(pk), reason, by, now) for pk in list(issued.values_list("pk", flat=True))
    ]


def _locked(pk: int) -> Invoice:
    locked: Invoice = Invoice.objects.locked().select_related("store", "customer").get(pk=pk)
    return locked


def _reverse(invoice: Invoice, reason: str, by: Any, now: datetime) -> Invoice:
    if invoice.is_red:
        raise GuardRefused(_("红字发票不能再红冲"))
    if not reason.strip():
        raise InvalidInput(_("请填写红冲原因"), field="reason")
    today = timezone.localdate(now)
    red = _red_copy(invoice, reason.strip()[:200], by, now)
    red.issued_on = today
    red.tax_number = simulated_tax_number(
        kind=red.kind, company_id=invoice.store.company_id, serial=red.pk, on=today
    )
    red.move(INVOICE_WORKFLOW.transitions["issue"], by=by, also=("issued_on", "tax_number"))
    invoice.move(INVOICE_WORKFLOW.transitions["reverse"], by=by, note=reason)
    bus.publish(_reversed(invoice, by, on=today))
    return red


def _red_copy(invoice: Invoice, reason: str, by: Any, now: datetime) -> Invoice:
    """The same paper with negative amounts, not issued yet."""
    copied = {name: getattr(invoice, name) for name in COPIED}
    red: Invoice = Invoice.objects.create(
        **copied,
        number=next_number("billing.invoice", store=invoice.store, on=timezone.localdate(now)),
        created_at=now,
        created_by=by,
        amount_net=-invoice.amount_net,
        amount_vat=-invoice.amount_vat,
        amount_total=-invoice.amount_total,
        reverses=invoice,
        reason=reason,
        status=InvoiceStatus.PENDING,
        content={
            **invoice.content,
            "total_in_capitals": in_capitals(-invoice.amount_total),
            "reverses": invoice.tax_number,
            "issuer": str(getattr(by, "name", by)),
        },
    )
    return red


def _reversed(invoice: Invoice, by: Any, *, on: date) -> InvoiceReversed:
    return InvoiceReversed(
        payable_type=invoice.payable_type,
        payable_id=invoice.payable_id,
        payable_number=invoice.payable_number,
        invoice_id=invoice.pk,
        invoice_number=invoice.number,
        kind=invoice.kind,
        reversed_on=on,
        by=by,
    )

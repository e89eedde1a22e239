"""Issue a tax invoice for a payable document (开票)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.billing.events import InvoiceIssued
from marque.billing.facts import Payable
from marque.billing.models import Invoice, InvoiceKind
from marque.billing.tax_numbers import simulated_tax_number
from marque.billing.workflow import INVOICE_WORKFLOW, InvoiceStatus
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import Duplicate, InvalidInput
from marque.kernel.events import bus
from marque.kernel.money import in_capitals, split_vat
from marque.kernel.text import translated
from marque.kernel.vin import vin_problem


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequest:
    """What is to be invoiced to whom; `content` holds the other fields of the paper."""

    kind: str
    buyer_name: str
    buyer_identity: str
    amount_total: Decimal
    rate_vat: Decimal
    vin: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def issue_invoice(*, payable: Payable, request: InvoiceRequest, by: Any, now: datetime) -> Invoice:
    """Issue one blue invoice; the caller has locked the payable and checked the right.

    Refuses a second invoice for a car, a car without a valid VIN, an empty buyer and an amount
    that is not positive.
    """
    _check(request)
    net, vat = split_vat(request.amount_total, request.rate_vat)
    invoice: Invoice = Invoice.objects.create(
        number=next_number("billing.invoice", store=payable.store, on=timezone.localdate(now)),
        store=payable.store,
        department=payable.department,
        owner=payable.owner,
        created_at=now,
        created_by=by,
        kind=request.kind,
        payable_type=payable.type,
        payable_id=payable.id,
        payable_number=payable.number,
        customer=payable.customer,
        buyer_name=request.buyer_name.strip(),
        buyer_identity=request.buyer_identity.strip(),
        vin=request.vin,
        rate_vat=request.rate_vat,
        amount_net=net,
        amount_vat=vat,
        amount_total=net + vat,
        content={
            **request.content,
            "total_in_capitals": in_capitals(net + vat),
            "issuer": str(getattr(by, "name", by)),
        },
    )
    _number(invoice, company_id=payable.store.company_id, by=by, now=now)
    bus.publish(
        InvoiceIssued(
            payable_type=payable.type,
            payable_id=payable.id,
            payable_number=payable.number,
            invoice_id=invoice.pk,
            invoice_number=invoice.number,
            kind=invoice.kind,
            amount_net=net,
            amount_vat=vat,
            issued_on=timezone.localdate(now),
            by=by,
        )
    )
    return invoice


def _number(invoice: Invoice, *, company_id: int, by: Any, now: datetime) -> None:
    invoice.issued_on = timezone.localdate(now)
    invoice.tax_number = simulated_tax_number(
        kind=invoice.kind, company_id=company_id, serial=invoice.pk, on=timezone.localdate(now)
    )
    invoice.move(INVOICE_WORKFLOW.transitions["issue"], by=by, also=("issued_on", "tax_number"))


def _check(request: InvoiceRequest) -> None:
    if request.kind not in InvoiceKind.values:
        raise InvalidInput(_("请选择发票种类"), field="kind")
    if not request.buyer_name.strip():
        raise InvalidInput(_("请填写购买方名称"), field="buyer_name")
    if request.amount_total <= 0:
        raise InvalidInput(_("开票金额必须大于零"), field="amount_total")
    if request.kind != InvoiceKind.VEHICLE:
        return
    if problem := vin_problem(request.vin, new_stock=False):
        raise InvalidInput(translated(problem.message, _), field="vin")
    taken = (
        Invoice.objects.filter(
            kind=InvoiceKind.VEHICLE,
            vin=request.vin,
            status__in=(InvoiceStatus.PENDING, InvoiceStatus.ISSUED),
            reverses__isnull=True,
        )
        .values_list("number", flat=True)
        .first()
    )
    if taken:
        raise Duplicate(
            _("车辆 …%(tail)s 已开发票 %(number)s，一车只能开一张")
            % {"tail": request.vin[-6:], "number": taken}
        )

"""The money and the invoices of a customer on the customer's page (CUS-09)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from marque.billing.models import Invoice, Receipt, Refund
from marque.billing.services.open_receivables import owed_by_ledger
from marque.billing.tables import InvoiceTable, ReceiptTable, RefundTable
from marque.billing.workflow import ReceiptStatus
from marque.foundation.ui.templatetags.ui import local_name, yuan
from marque.parties import api as parties

SHOWN = 20
RECEIPT, INVOICE, REFUND = "billing.view_receipt", "billing.view_invoice", "billing.view_refund"


def connect() -> None:
    """Put receipts, refunds and invoices on the customer page."""
    for key, label, table, page, right, order in (
        ("receipts", gettext_lazy("收款"), ReceiptTable, "receipt", RECEIPT, 50),
        ("invoices", pgettext_lazy("列表", "发票"), InvoiceTable, "invoice", INVOICE, 52),
        ("refunds", gettext_lazy("退款"), RefundTable, "refund", REFUND, 54),
    ):
        listed = parties.ListTab(table, url_name=f"billing:{page}_list")
        parties.register_tab(parties.list_tab(key, label, listed, right=right, order=order))
    parties.register_exposure("ledger", gettext_lazy("应收账款"), owed_by_ledger)
    parties.business.register("receipts", _receipts, right=RECEIPT)
    parties.business.register("invoices", _invoices, right=INVOICE)
    parties.business.register("refunds", _refunds, right=REFUND)
    parties.happenings.register("receipts", _money_came, right=RECEIPT)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


def _of(model: Any, request: Any, customer: Any) -> Any:
    rows = model.objects.visible_to(request.user).filter(customer=customer)
    return rows.select_related("store").order_by("-pk")[:SHOWN]


def _receipts(request: Any, customer: Any) -> Iterator[parties.Business]:
    for row in _of(Receipt, request, customer):
        yield parties.Business(
            _noon(row.paid_on),
            row.number,
            row.get_absolute_url(),
            f"{row.get_kind_display()} · {row.get_method_display()}",
            row.get_status_display(),
            row.family,
            row.amount,
            kind="receipt",
        )


def _invoices(request: Any, customer: Any) -> Iterator[parties.Business]:
    for row in _of(Invoice, request, customer):
        yield parties.Business(
            _noon(row.issued_on or timezone.localdate()),
            row.number,
            row.get_absolute_url(),
            f"{row.get_kind_display()} {row.tax_number}".strip(),
            row.get_status_display(),
            row.family,
            row.amount_total,
            kind="invoice",
        )


def _refunds(request: Any, customer: Any) -> Iterator[parties.Business]:
    for row in _of(Refund, request, customer):
        yield parties.Business(
            row.created_at,
            row.number,
            row.get_absolute_url(),
            row.reason or _("退款"),
            row.get_status_display(),
            row.family,
            -row.amount,
            kind="refund",
        )


def _money_came(request: Any, customer: Any) -> Iterator[parties.Happening]:
    rows = Receipt.objects.visible_to(request.user).filter(customer=customer)
    confirmed = rows.filter(confirmed_at__isnull=False).exclude(status=ReceiptStatus.VOIDED)
    for row in confirmed.select_related("store", "confirmed_by").order_by("-pk")[:SHOWN]:
        yield parties.Happening(
            row.confirmed_at,
            parties.SYSTEM,
            _("收款已确认"),
            f"{row.get_kind_display()} ¥{yuan(row.amount, 2)}",
            local_name(row.confirmed_by),
            "coin-yuan",
            "green",
            row.get_absolute_url(),
            row.number,
        )

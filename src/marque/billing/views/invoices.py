"""Invoices: list, show, reverse in red."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting import api as accounting
from marque.billing.facts import get_payable
from marque.billing.forms.receipts import ReasonForm
from marque.billing.models import Invoice
from marque.billing.services.reverse_invoice import reverse_invoice
from marque.billing.tables import InvoiceTable
from marque.billing.views.records import here, invoice_or_404
from marque.billing.workflow import INVOICE_WORKFLOW
from marque.foundation.access.decorators import requires
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Action,
    Confirmation,
    Record,
    ask_first,
    enter_store,
    moves_here,
    posted_version,
)


@requires("billing.view_invoice", label=gettext_lazy("发票"))
def invoice_list(request: Any) -> HttpResponse:
    """Invoices of the store."""
    return render_list(request, table=InvoiceTable)


@requires("billing.view_invoice", label=gettext_lazy("发票详情"))
def invoice_detail(request: Any, number: str) -> HttpResponse:
    """What stands on the paper, its red answer and its voucher."""
    invoice = invoice_or_404(request, number)
    context = {
        "invoice": invoice,
        "document": invoice,
        "payable": get_payable(invoice.payable_type, invoice.payable_id),
        "face": invoice.content,
        "rate": invoice.rate_vat * 100,
        "red": getattr(invoice, "reversed_by", None),
        "vouchers": accounting.vouchers_for("billing.invoice", invoice.pk)
        if request.user.has_perm("accounting.view_voucher")
        else [],
        "timeline": timeline_of(invoice),
        "record": _record(request, invoice),
        "here": invoice.number,
        "back_url": here(request, "invoice_list"),
    }
    return render(request, "billing/invoice.html", context)


@requires("billing.reverse_invoice", label=gettext_lazy("红冲发票"))
@submit_once
def invoice_reverse(request: Any, number: str) -> HttpResponse:
    """Ask for the reason, then issue the red invoice."""
    invoice = invoice_or_404(request, number)
    form = ReasonForm(request.POST or None)
    ask = Confirmation(
        title=_("红冲发票 %(number)s") % {"number": invoice.tax_number},
        consequences=[
            _("开具金额为负的红字发票 ¥%(total)s") % {"total": f"{invoice.amount_total:,.2f}"},
            _("销项税凭证红字冲销"),
            _("订单可以重新开票"),
        ],
        submit=_("红冲"),
        back_url=here(request, "invoice_detail", number=number),
        form=form,
        extra={"version": invoice.version},
    )

    def reverse() -> Invoice:
        return reverse_invoice(
            invoice=invoice,
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
            version=posted_version(request),
        )

    return ask_first(
        request,
        ask,
        reverse,
        message=lambda red: _("已开红字发票 %(number)s") % {"number": red.tax_number},
        then=lambda red: here(request, "invoice_detail", number=red.number),
    )


def _record(request: Any, invoice: Invoice) -> Record:
    moves = moves_here(request, invoice, INVOICE_WORKFLOW)
    actions = list(enter_store(request, invoice.store))
    if "reverse" in moves and not invoice.is_red:
        url = here(request, "invoice_reverse", number=invoice.number)
        actions.append(Action(_("红冲"), url, "arrow-back-up", "danger", confirm=True))
    title = _("红字发票") if invoice.is_red else invoice.get_kind_display()
    return Record(
        title=invoice.number,
        status=_("红字") if invoice.is_red else invoice.get_status_display(),
        family=invoice.family,
        subtitle=f"{title} · {invoice.buyer_name}",
        actions=actions,
        version=invoice.version,
    )

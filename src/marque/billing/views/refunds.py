"""Refunds: list, ask for one, pay it, withdraw it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.accounting import api as accounting
from marque.billing.forms.receipts import RefundForm
from marque.billing.models import Refund
from marque.billing.services.refund_receipt import pay_refund, request_refund, void_refund
from marque.billing.tables import RefundTable
from marque.billing.views.records import here, receipt_or_404, refund_or_404
from marque.billing.workflow import REFUND_WORKFLOW
from marque.foundation.access.decorators import requires
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Action,
    Record,
    act,
    enter_store,
    moves_here,
    posted_version,
)
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.money import in_capitals


@requires("billing.view_refund", label=gettext_lazy("退款"))
def refund_list(request: Any) -> HttpResponse:
    """Refunds of the store."""
    return render_list(request, table=RefundTable)


@requires("billing.request_refund", label=gettext_lazy("申请退款"))
@submit_once
def refund_create(request: Any, number: str) -> HttpResponse:
    """Ask for money of a receipt to be paid back."""
    receipt = receipt_or_404(request, number)
    back = here(request, "receipt_detail", number=number)
    form = RefundForm(request.POST or None, initial={"amount": receipt.amount_left})
    if request.method == "POST" and form.is_valid():
        try:
            refund = request_refund(
                receipt=receipt, **form.cleaned_data, by=request.user, now=timezone.now()
            )
        except DomainError as error:
            field = error.field if isinstance(error, InvalidInput) else None
            form.add_error(field if field in form.fields else None, str(error))
        else:
            to = here(request, "refund_detail", number=refund.number)
            return feedback.done(request, _("已申请退款，等待出纳付款"), to=to)
    context = {
        "form": form,
        "title": _("申请退款 %(number)s") % {"number": number},
        "submit": _("申请退款"),
        "back_url": back,
    }
    return render(request, "ui/form_page.html", context, status=422 if form.is_bound else 200)


@requires("billing.view_refund", label=gettext_lazy("退款单"))
def refund_detail(request: Any, number: str) -> HttpResponse:
    """One refund and its voucher."""
    refund = refund_or_404(request, number)
    context = {
        "refund": refund,
        "document": refund,
        "capitals": in_capitals(refund.amount),
        "vouchers": accounting.vouchers_for("billing.refund", refund.pk)
        if request.user.has_perm("accounting.view_voucher")
        else [],
        "timeline": timeline_of(refund),
        "record": _record(request, refund),
        "here": refund.number,
        "back_url": here(request, "refund_list"),
    }
    return render(request, "billing/refund.html", context)


@require_POST
@requires("billing.pay_refund", label=gettext_lazy("付款"))
@submit_once
def refund_pay(request: Any, number: str) -> HttpResponse:
    """The money was paid out."""
    refund = refund_or_404(request, number)
    return act(
        request,
        lambda: pay_refund(
            refund=refund,
            by=request.user,
            now=timezone.now(),
            bank_reference=clean_text(request.POST.get("bank_reference", ""), 60),
            version=posted_version(request),
        ),
        to=here(request, "refund_detail", number=number),
        message=_("已付款"),
    )


@require_POST
@requires("billing.void_refund", label=gettext_lazy("作废退款单"))
@submit_once
def refund_void(request: Any, number: str) -> HttpResponse:
    """Withdraw a refund that was not paid."""
    refund = refund_or_404(request, number)
    return act(
        request,
        lambda: void_refund(refund=refund, by=request.user, version=posted_version(request)),
        to=here(request, "refund_detail", number=number),
        message=_("已作废"),
    )


def _record(request: Any, refund: Refund) -> Record:
    moves = moves_here(request, refund, REFUND_WORKFLOW)
    actions = list(enter_store(request, refund.store))
    if "pay" in moves:
        url = here(request, "refund_pay", number=refund.number)
        actions.append(Action(_("确认付款"), url, "check", "primary", "post"))
    if "void" in moves:
        url = here(request, "refund_void", number=refund.number)
        actions.append(Action(_("作废退款单"), url, "x", "danger", "post"))
    return Record(
        title=refund.number,
        status=refund.get_status_display(),
        family=refund.family,
        subtitle=f"{refund.customer.name} · {refund.payable_number}",
        actions=actions,
        version=refund.version,
    )

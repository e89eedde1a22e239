"""Receipts: list, register, show, confirm, void, print; and the cashier's page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.accounting import api as accounting
from marque.billing.facts import Payable, find_payable, get_payable
from marque.billing.forms.receipts import ReasonForm, ReceiptForm, ScanForm, initial_receipt
from marque.billing.models import Receipt
from marque.billing.queries.accounts import PayableAccount, account_of
from marque.billing.queries.documents import confirmed_on, receipts_to_confirm, refunds_to_pay
from marque.billing.services.confirm_receipt import confirm_receipt
from marque.billing.services.register_receipt import register_receipt
from marque.billing.services.void_receipt import void_receipt
from marque.billing.tables import ReceiptTable
from marque.billing.views.records import here, receipt_or_404
from marque.billing.workflow import RECEIPT_WORKFLOW, ReceiptStatus
from marque.foundation.access.decorators import requires
from marque.foundation.documents.printing import pdf_response, render_pdf
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.foundation.ui.records import (
    Action,
    Confirmation,
    Record,
    Step,
    act,
    ask_first,
    enter_store,
    moves_here,
    posted_version,
    store_needed,
)
from marque.kernel.errors import DomainError, InvalidInput
from marque.kernel.money import in_capitals

TYPST = Path(__file__).resolve().parent.parent / "typst"


@requires("billing.view_receipt", label=gettext_lazy("收款"))
def receipt_list(request: Any) -> HttpResponse:
    """Receipts of the store."""
    return render_list(request, table=ReceiptTable)


@requires("billing.confirm_receipt", label=gettext_lazy("收银台"))
def cashier(request: Any) -> HttpResponse:
    """What waits for the cashier: scan an order, confirm money, pay refunds."""
    context = {
        "scan": ScanForm(),
        "receipts": receipts_to_confirm(request.user, request.store)[:100],
        "refunds": refunds_to_pay(request.user, request.store)[:100],
        "today_total": confirmed_on(request.user, request.store, day=timezone.localdate()),
        "may_register": request.user.has_perm("billing.register_receipt")
        and request.store is not None,
    }
    template = "billing/_cashier.html" if feedback.is_fragment(request) else "billing/cashier.html"
    return render(request, template, context)


@requires("billing.register_receipt", label=gettext_lazy("登记收款"))
@submit_once
def receipt_create(request: Any) -> HttpResponse:
    """Find the document by its number, then take the money for it."""
    store = store_needed(request)
    number = clean_text(request.GET.get("payable", ""), 30)
    payable = find_payable(number, user=request.user, store=store) if number else None
    if payable is None:
        scan = ScanForm({"payable": number} if number else None)
        if number:
            scan.add_error("payable", _("没有找到可收款的单据 %(n)s") % {"n": number})
        return render(request, "billing/receipt_scan.html", {"scan": scan, "title": _("登记收款")})
    account = account_of(payable)
    form = ReceiptForm(request.POST or None, initial=initial_receipt(payable, account))
    if request.method == "POST" and form.is_valid():
        receipt = _register(request, payable, form)
        if receipt is not None:
            return feedback.done(
                request,
                _("已登记 %(number)s") % {"number": receipt.number},
                to=here(request, "receipt_detail", number=receipt.number),
            )
    return _receipt_form(request, form, payable, account)


@requires("billing.view_receipt", label=gettext_lazy("收款单"))
def receipt_detail(request: Any, number: str) -> HttpResponse:
    """One receipt, its voucher and its refunds."""
    receipt = receipt_or_404(request, number)
    payable = get_payable(receipt.payable_type, receipt.payable_id)
    context = {
        "receipt": receipt,
        "document": receipt,
        "payable": payable,
        "capitals": in_capitals(receipt.amount),
        "refunds": receipt.refunds.select_related("store").order_by("pk"),
        "vouchers": accounting.vouchers_for("billing.receipt", receipt.pk)
        if request.user.has_perm("accounting.view_voucher")
        else [],
        "timeline": timeline_of(receipt),
        "record": _record(request, receipt),
        "here": receipt.number,
        "back_url": here(request, "receipt_list"),
    }
    return render(request, "billing/receipt.html", context)


@require_POST
@requires("billing.confirm_receipt", label=gettext_lazy("确认收款"))
@submit_once
def receipt_confirm(request: Any, number: str) -> HttpResponse:
    """The money is here."""
    receipt = receipt_or_404(request, number)
    at_desk = request.POST.get("next") == "cashier"
    amount = f"{receipt.amount:,.2f}"
    return act(
        request,
        lambda: confirm_receipt(
            receipt=receipt, by=request.user, now=timezone.now(), version=posted_version(request)
        ),
        to=here(request, "cashier") if at_desk else here(request, "receipt_detail", number=number),
        message=_("已确认收款 ¥%(amount)s，销售顾问已收到通知") % {"amount": amount},
        events=("receipt:changed",) if at_desk else (),
    )


@requires("billing.void_receipt", label=gettext_lazy("作废收款单"))
@submit_once
def receipt_void(request: Any, number: str) -> HttpResponse:
    """Ask for the reason, then void."""
    receipt = receipt_or_404(request, number)
    form = ReasonForm(request.POST or None)
    ask = Confirmation(
        title=_("作废 %(number)s") % {"number": number},
        consequences=[_("单号保留，金额不计入订单"), _("通知登记人")],
        submit=_("作废收款单"),
        back_url=here(request, "receipt_detail", number=number),
        form=form,
        extra={"version": receipt.version},
    )
    return ask_first(
        request,
        ask,
        lambda: void_receipt(
            receipt=receipt,
            reason=form.cleaned_data["reason"],
            by=request.user,
            version=posted_version(request),
        ),
        message=_("已作废"),
    )


@requires("billing.view_receipt", label=gettext_lazy("打印收据"))
def receipt_print(request: Any, number: str) -> HttpResponse:
    """The slip as PDF."""
    receipt = receipt_or_404(request, number)
    pdf = render_pdf(TYPST / "receipt.typ", _slip(receipt))
    return pdf_response(pdf, receipt.number)


def _register(request: Any, payable: Payable, form: ReceiptForm) -> Receipt | None:
    try:
        return register_receipt(
            payable_type=payable.type,
            payable_id=payable.id,
            money=form.money(),
            by=request.user,
            now=timezone.now(),
        )
    except DomainError as error:
        field = error.field if isinstance(error, InvalidInput) else None
        form.add_error(field if field in form.fields else None, str(error))
        return None


def _receipt_form(
    request: Any, form: ReceiptForm, payable: Payable, account: PayableAccount
) -> HttpResponse:
    context = {
        "form": form,
        "payable": payable,
        "account": account,
        "title": _("登记收款 %(number)s") % {"number": payable.number},
        "submit": _("登记收款"),
        "back_url": payable.url,
    }
    status = 422 if form.is_bound else 200
    return render(request, "billing/receipt_form.html", context, status=status)


def _record(request: Any, receipt: Receipt) -> Record:
    done = {ReceiptStatus.CONFIRMED: 2, ReceiptStatus.REFUNDED: 2}.get(
        ReceiptStatus(receipt.status), 1
    )
    at = receipt.confirmed_at
    return Record(
        title=receipt.number,
        status=receipt.get_status_display(),
        family=receipt.family,
        subtitle=f"{receipt.customer.name} · {receipt.payable_number}",
        steps=[
            Step(_("登记"), date_format(receipt.paid_on, "m-d"), "done"),
            Step(
                _("财务确认"),
                date_format(timezone.localtime(at), "m-d H:i") if at else _("等待出纳"),
                "done" if done > 1 else ("stop" if receipt.status == "voided" else "now"),
            ),
        ],
        actions=list(_actions(request, receipt)),
        version=receipt.version,
    )


def _actions(request: Any, receipt: Receipt) -> Any:
    moves = moves_here(request, receipt, RECEIPT_WORKFLOW)
    number = receipt.number
    yield from enter_store(request, receipt.store)
    if "confirm" in moves:
        url = here(request, "receipt_confirm", number=number)
        yield Action(_("确认收款"), url, "check", "primary", "post")
    yield Action(_("打印收据"), here(request, "receipt_print", number=number), "printer", "default")
    if (
        receipt.status == ReceiptStatus.CONFIRMED
        and receipt.amount_left
        and request.store
        and request.user.has_perm("billing.request_refund")
    ):
        url = here(request, "refund_create", number=number)
        yield Action(_("申请退款"), url, "arrow-back-up", "menu")
    if "void" in moves:
        url = here(request, "receipt_void", number=number)
        yield Action(_("作废收款单"), url, "x", "danger", confirm=True)


def _slip(receipt: Receipt) -> dict[str, Any]:
    return {
        "seller": receipt.store.name,
        "seller_company": receipt.store.company.name,
        "number": receipt.number,
        "customer": receipt.customer.name,
        "paid_on": date_format(receipt.paid_on, "Y-m-d"),
        "kind": str(receipt.get_kind_display()),
        "method": str(receipt.get_method_display()),
        "payable": receipt.payable_number,
        "reference": receipt.bank_reference,
        "capitals": in_capitals(receipt.amount),
        "amount": f"{receipt.amount:,.2f}",
        "handler": receipt.handler.name,
        "cashier": receipt.confirmed_by.name if receipt.confirmed_by else "",
        "status": str(receipt.get_status_display()),
        "printed_at": date_format(timezone.localtime(timezone.now()), "Y-m-d H:i"),
    }

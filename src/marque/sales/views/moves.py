"""The steps of an order, one small view each; every post leads back to the order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import Confirmation, act, ask_first, posted_version
from marque.kernel.errors import DomainError
from marque.sales.forms.moves import AllocateForm, CancelForm, ReasonForm
from marque.sales.models import SalesOrder
from marque.sales.queries.cancellation import CancellationPreview, preview_cancellation
from marque.sales.services.allocate_vehicle import allocate_vehicle
from marque.sales.services.cancel_order import Cancellation, cancel_order
from marque.sales.services.confirm_order import confirm_order
from marque.sales.services.issue_sales_invoice import issue_sales_invoice
from marque.sales.services.outbound_order import outbound_order
from marque.sales.services.reject_order import reject_order, withdraw_order
from marque.sales.services.submit_order import submit_order
from marque.sales.views.records import bare_order_or_404, here, order_or_404


def _move(
    request: Any,
    number: str,
    service: Callable[..., Any],
    *,
    message: object = "",
    tab: str = "",
    **more: Any,
) -> HttpResponse:
    """Run one step of the order as its page showed it, and come back to the order."""
    order = bare_order_or_404(request, number)
    return act(
        request,
        lambda: service(**_said(request, order), **more),
        to=here(request, "order_tab", number=number, tab=tab)
        if tab
        else here(request, "order_detail", number=number),
        message=message,
    )


def _said(request: Any, order: SalesOrder) -> dict[str, Any]:
    return {
        "order": order,
        "by": request.user,
        "now": timezone.now(),
        "version": posted_version(request),
    }


@require_POST
@requires("sales.submit_salesorder", label=gettext_lazy("提交订单"))
@submit_once
def order_submit(request: Any, number: str) -> HttpResponse:
    """Hold the vehicle and ask for confirmation."""
    return _move(request, number, submit_order)


@require_POST
@requires("sales.confirm_salesorder", label=gettext_lazy("审核订单"))
@submit_once
def order_confirm(request: Any, number: str) -> HttpResponse:
    """Confirm a submitted order; `comment` is the approver's."""
    comment = clean_text(request.POST.get("comment", ""), 200)
    return _move(request, number, confirm_order, comment=comment)


@requires("sales.reject_salesorder", label=gettext_lazy("驳回订单"))
@submit_once
def order_reject(request: Any, number: str) -> HttpResponse:
    """Ask for the reason, then send the order back."""
    order = order_or_404(request, number)
    form = ReasonForm(request.POST or None)
    ask = Confirmation(
        title=_("驳回 %(number)s") % {"number": number},
        consequences=[_("订单退回草稿，通知销售顾问"), _("释放锁定的车辆")],
        submit=_("驳回"),
        back_url=here(request, "order_detail", number=number),
        form=form,
        extra={"version": order.version},
    )
    return ask_first(
        request,
        ask,
        lambda: reject_order(reason=form.cleaned_data["comment"], **_said(request, order)),
        message=_("已驳回，车辆已释放"),
    )


@require_POST
@requires("sales.submit_salesorder", label=gettext_lazy("撤回订单"))
@submit_once
def order_withdraw(request: Any, number: str) -> HttpResponse:
    """Take a submitted order back."""
    return _move(request, number, withdraw_order, message=_("已撤回，车辆已释放"))


@requires("sales.create_allocation", label=gettext_lazy("配车"))
@submit_once
def order_allocate(request: Any, number: str) -> HttpResponse:
    """Choose the vehicle of the order, or another one."""
    order = order_or_404(request, number)
    to = here(request, "order_detail", number=number)
    form = AllocateForm(
        request.POST or None,
        user=request.user,
        order=order,
        code=order.store.code,
        initial={"version": order.version},
    )
    if request.method == "POST" and form.is_valid():
        try:
            allocate_vehicle(
                order=order,
                vehicle=form.cleaned_data["vehicle"],
                by=request.user,
                now=timezone.now(),
                version=form.cleaned_data["version"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return feedback.done(request, _("已配车，车辆已锁定"), to=to)
    context = {
        "form": form,
        "order": order,
        "title": _("换车") if order.vehicle_id else _("配车"),
        "here": number,
        "submit": _("确认配车"),
        "back_url": to,
    }
    status = 422 if form.is_bound else 200
    return render(request, "sales/order/allocate.html", context, status=status)


@require_POST
@requires("sales.invoice_salesorder", label=gettext_lazy("开具销售发票"))
@submit_once
def order_invoice(request: Any, number: str) -> HttpResponse:
    """Issue the motor-vehicle sales invoice."""
    return _move(
        request,
        number,
        issue_sales_invoice,
        message=lambda invoice: _("已开票 %(number)s") % {"number": invoice.tax_number},
        tab="payments",
    )


@require_POST
@requires("sales.outbound_salesorder", label=gettext_lazy("销售出库"))
@submit_once
def order_outbound(request: Any, number: str) -> HttpResponse:
    """Move the car out of stock."""
    return _move(request, number, outbound_order, message=_("已出库，销售成本已结转"))


@requires("sales.cancel_salesorder", label=gettext_lazy("退订"))
@submit_once
def order_cancel(request: Any, number: str) -> HttpResponse:
    """Show every effect, then cancel in one transaction."""
    order = order_or_404(request, number)
    preview = preview_cancellation(order)
    form = CancelForm(request.POST or None, can_forfeit=bool(preview.amount_forfeitable))
    ask = Confirmation(
        title=_("退订 %(number)s") % {"number": number},
        question=_("以下影响在一个事务中完成，要么全部成功，要么都不发生："),
        consequences=_consequences(preview),
        submit=_("提交退订"),
        keep=_("不退了"),
        back_url=here(request, "order_detail", number=number),
        form=form,
        extra={"version": order.version},
    )
    return ask_first(
        request,
        ask,
        lambda: cancel_order(
            cancellation=Cancellation(**form.cleaned_data), **_said(request, order)
        ),
        message=_("已退订，全部影响已冲回"),
    )


def _consequences(preview: CancellationPreview) -> list[str]:
    lines = [effect.text for effect in preview.effects]
    if preview.amount_forfeitable:
        lines.append(
            _("选择没收定金时：没收 ¥%(kept)s（合同金额 20%% 以内），退还 ¥%(rest)s")
            % {
                "kept": f"{preview.amount_forfeitable:,.2f}",
                "rest": f"{preview.amount_refund_if_forfeited:,.2f}",
            }
        )
        lines.append(
            _("选择双倍返还时：退还 ¥%(refund)s，另付违约金 ¥%(penalty)s，计入营业外支出")
            % {
                "refund": f"{preview.amount_refund:,.2f}",
                "penalty": f"{preview.amount_forfeitable:,.2f}",
            }
        )
    return lines

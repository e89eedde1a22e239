"""What the page of an order is given: frame, steps, actions, and the open tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.billing import api as billing
from marque.foundation.attachments.models import Attachment
from marque.foundation.documents.timeline import Entry, timeline_of
from marque.foundation.ui.records import Record, Step, Tab, neighbours
from marque.kernel.money import in_capitals
from marque.sales.forms.moves import HandoverForm
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import discount_limit, is_within_authority
from marque.sales.queries.margins import margin_of
from marque.sales.queries.orders import ORDER, list_orders, list_vouchers_of
from marque.sales.queries.stages import Stage, stage_of, steps_of
from marque.sales.services.outbound_order import outbound_problem
from marque.sales.views.order_actions import actions_for
from marque.sales.views.records import here
from marque.sales.workflow import OrderStatus

Context = dict[str, Any]


def order_context(request: Any, order: SalesOrder, tab: str) -> Context:
    """Everything the page of an order shows with one of its tabs open."""
    stage = stage_of(order)
    account = billing.account_for(ORDER, order.pk, amount_due=order.amount_total)
    lines = list(order.lines.all())
    user = request.user
    may_approve = order.status == OrderStatus.SUBMITTED and user.has_perm(
        "sales.confirm_salesorder"
    )
    context: Context = {
        "order": order,
        "document": order,
        "stage": stage,
        "lines": lines,
        "capitals": in_capitals(order.amount_total),
        "account": account,
        "tab": tab,
        "tab_template": f"sales/order/_{tab}.html",
        "here": order.number,
        "back_url": here(request, "order_list"),
        "record": _record(request, order, stage, tab, account),
        "margin": margin_of(order, lines) if user.has_perm("sales.view_margin") else None,
        "may_approve": may_approve and is_within_authority(order, user),
        "must_escalate": may_approve and not is_within_authority(order, user),
        "limit": discount_limit(user),
        "timeline": _activity(order, account),
        "decisions": _decisions(order),
        "may_allocate": user.has_perm("sales.create_allocation"),
        "may_register": user.has_perm("billing.register_receipt"),
    }
    return context | TABS[tab][1](request, order)


def _record(
    request: Any, order: SalesOrder, stage: Stage, tab: str, account: billing.PayableAccount
) -> Record:
    orders = list_orders(user=request.user, store=request.store)
    trim = f" · {order.trim.model.label} {order.trim.label}" if order.trim else ""
    return Record(
        title=order.number,
        status=stage.label,
        family=stage.family,
        subtitle=f"{order.customer.name}{trim}",
        steps=[Step(step.label, step.note, step.css) for step in steps_of(order, stage)],
        actions=actions_for(request, order, stage),
        tabs=[
            Tab(
                label,
                here(request, "order_detail", number=order.number)
                if key == "lines"
                else here(request, "order_tab", number=order.number, tab=key),
                count=_count(key, order, account),
                current=key == tab,
            )
            for key, (label, _context) in TABS.items()
        ],
        neighbours=neighbours(
            orders.select_related("store"),
            order,
            lambda other: here(request, "order_detail", number=other.number),
        ),
        version=order.version,
    )


def _count(key: str, order: SalesOrder, account: billing.PayableAccount) -> str:
    if key == "payments":
        confirmed = sum(receipt.status == "confirmed" for receipt in account.receipts)
        return f"{confirmed}/{len(account.receipts)}" if account.receipts else ""
    if key == "handover" and order.issued_at:
        items = [item.is_done for item in order.handover_items.all()]
        return f"{sum(items)}/{len(items)}"
    return ""


def _decisions(order: SalesOrder) -> list[dict[str, Any]]:
    """The approval log: who submitted, who confirmed, with what words; newest first."""
    log = []
    if order.confirmed_at:
        log.append(
            {
                "icon": "check",
                "family": "green",
                "by": order.confirmed_by,
                "verb": _("通过"),
                "at": order.confirmed_at,
                "text": order.approval_comment,
            }
        )
    elif order.approval_comment and order.status == OrderStatus.DRAFT:
        log.append(
            {
                "icon": "x",
                "family": "red",
                "by": "",
                "verb": _("退回"),
                "at": None,
                "text": order.approval_comment,
            }
        )
    if order.submitted_at:
        text = _("优惠 ¥%(amount)s（%(rate)s%%）") % {
            "amount": f"{order.amount_discount:,.2f}",
            "rate": order.rate_discount,
        }
        log.append(
            {
                "icon": "send",
                "family": "blue",
                "by": order.submitted_by,
                "verb": _("提交"),
                "at": order.submitted_at,
                "text": text,
            }
        )
    return log


def _activity(order: SalesOrder, account: billing.PayableAccount) -> list[Entry]:
    """What happened to the order and to its money, newest first."""
    money = [
        Entry(
            receipt.confirmed_at,
            receipt.confirmed_by,
            "money",
            "coin-yuan",
            "green",
            _("确认收款 ¥%(amount)s") % {"amount": f"{receipt.amount:,.2f}"},
            f"{receipt.number} · {receipt.get_kind_display()}",
            receipt.get_absolute_url(),
        )
        for receipt in account.receipts
        if receipt.confirmed_at
    ]
    money += [
        Entry(
            refund.created_at,
            refund.paid_by or refund.created_by,
            "money",
            "arrow-back-up",
            "red",
            _("退款 ¥%(amount)s") % {"amount": f"{refund.amount:,.2f}"},
            f"{refund.number} · {refund.reason}",
            refund.get_absolute_url(),
        )
        for refund in account.refunds
    ]
    return sorted([*timeline_of(order), *money], key=lambda entry: entry.at, reverse=True)


def _nothing(request: Any, order: SalesOrder) -> Context:  # noqa: ARG001 - one of the tabs
    return {}


def _payments(request: Any, order: SalesOrder) -> Context:  # noqa: ARG001
    return {"invoices": list(billing.list_invoices(ORDER, order.pk))}


def _vouchers(request: Any, order: SalesOrder) -> Context:
    if not request.user.has_perm("accounting.view_sourcevoucher") and not request.user.has_perm(
        "accounting.view_voucher"
    ):
        return {"vouchers": None}
    return {"vouchers": list_vouchers_of(order)}


def _files(request: Any, order: SalesOrder) -> Context:  # noqa: ARG001
    of_it = {"document_type": ORDER, "document_id": order.pk}
    return {"attachments": Attachment.objects.filter(**of_it).select_related("uploaded_by")}


def _handover(request: Any, order: SalesOrder) -> Context:
    handover = getattr(order, "handover", None)
    may = order.status == OrderStatus.ISSUED and request.user.has_perm("sales.deliver_salesorder")
    return {
        **_files(request, order),
        "items": list(order.handover_items.select_related("done_by")),
        "handover": handover,
        "may_deliver": may,
        "handover_form": HandoverForm(
            initial={
                "signed_name": "",
                "version": order.version,
                "mileage_km": order.car.mileage_km if order.vehicle_id else None,
            }
        )
        if may
        else None,
        "missing": "" if order.vehicle_id is None else outbound_problem(order),
    }


TABS: dict[str, tuple[Any, Callable[[Any, SalesOrder], Context]]] = {
    "lines": (gettext_lazy("明细"), _nothing),
    "payments": (gettext_lazy("收款与发票"), _payments),
    "handover": (gettext_lazy("交车清单"), _handover),
    "files": (gettext_lazy("文件"), _files),
    "vouchers": (gettext_lazy("凭证"), _vouchers),
}

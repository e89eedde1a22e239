"""The lives of receipts, refunds and invoices.  Read this file first."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.kernel.workflow import Transition, Workflow


class ReceiptStatus(models.TextChoices):
    """A receipt is registered by whoever takes the money and confirmed by the cashier."""

    PENDING = "pending", _("待确认")
    CONFIRMED = "confirmed", _("已确认")
    REFUNDED = "refunded", _("已退")
    VOIDED = "voided", _("已作废")


class RefundStatus(models.TextChoices):
    """A refund is asked for, then paid out by the cashier."""

    PENDING = "pending", _("待付款")
    PAID = "paid", _("已付款")
    VOIDED = "voided", _("已作废")


class InvoiceStatus(models.TextChoices):
    """An invoice never disappears: a wrong one is answered by a red one."""

    PENDING = "pending", _("待开")
    ISSUED = "issued", _("已开")
    REVERSED = "reversed", _("已红冲")
    VOIDED = "voided", _("已作废")


RECEIPT_WORKFLOW = Workflow(
    initial=ReceiptStatus.PENDING,
    states=set(ReceiptStatus.values),
    transitions=(
        Transition(
            name="confirm",
            label=_("确认收款"),
            sources=frozenset({ReceiptStatus.PENDING}),
            target=ReceiptStatus.CONFIRMED,
            permission="billing.confirm_receipt",
        ),
        Transition(
            name="void",
            label=_("作废收款单"),
            sources=frozenset({ReceiptStatus.PENDING}),
            target=ReceiptStatus.VOIDED,
            permission="billing.void_receipt",
        ),
        Transition(
            name="refund",
            label=_("全额退款"),
            sources=frozenset({ReceiptStatus.CONFIRMED}),
            target=ReceiptStatus.REFUNDED,
            permission="billing.refund_receipt",
        ),
    ),
)

REFUND_WORKFLOW = Workflow(
    initial=RefundStatus.PENDING,
    states=set(RefundStatus.values),
    transitions=(
        Transition(
            name="pay",
            label=_("确认付款"),
            sources=frozenset({RefundStatus.PENDING}),
            target=RefundStatus.PAID,
            permission="billing.pay_refund",
        ),
        Transition(
            name="void",
            label=_("作废退款单"),
            sources=frozenset({RefundStatus.PENDING}),
            target=RefundStatus.VOIDED,
            permission="billing.void_refund",
        ),
    ),
)

INVOICE_WORKFLOW = Workflow(
    initial=InvoiceStatus.PENDING,
    states=set(InvoiceStatus.values),
    transitions=(
        Transition(
            name="issue",
            label=_("开票"),
            sources=frozenset({InvoiceStatus.PENDING}),
            target=InvoiceStatus.ISSUED,
            permission="billing.issue_invoice",
        ),
        Transition(
            name="void",
            label=_("作废发票"),
            sources=frozenset({InvoiceStatus.PENDING}),
            target=InvoiceStatus.VOIDED,
            permission="billing.void_invoice",
        ),
        Transition(
            name="reverse",
            label=_("红冲"),
            sources=frozenset({InvoiceStatus.ISSUED}),
            target=InvoiceStatus.REVERSED,
            permission="billing.reverse_invoice",
        ),
    ),
)

RECEIPT_FAMILIES = {
    ReceiptStatus.PENDING: "amber",
    ReceiptStatus.CONFIRMED: "green",
    ReceiptStatus.REFUNDED: "red",
    ReceiptStatus.VOIDED: "void",
}
"""The colour family of each state on screen."""

REFUND_FAMILIES = {
    RefundStatus.PENDING: "amber",
    RefundStatus.PAID: "green",
    RefundStatus.VOIDED: "void",
}

INVOICE_FAMILIES = {
    InvoiceStatus.PENDING: "amber",
    InvoiceStatus.ISSUED: "green",
    InvoiceStatus.REVERSED: "red",
    InvoiceStatus.VOIDED: "void",
}

"""Rights of billing that do not come from a workflow."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS: tuple[Right, ...] = (
    Right("billing.view_receipt", _("查看收款单"), _("收款")),
    Right("billing.register_receipt", _("登记收款"), _("收款")),
    Right("billing.view_refund", _("查看退款单"), _("收款")),
    Right("billing.request_refund", _("申请退款"), _("收款")),
    Right("billing.view_receivable", _("查看期初应收"), _("收款")),
    Right("billing.open_receivable", _("录入期初应收"), _("收款")),
    Right("billing.view_invoice", _("查看发票"), _("发票")),
)

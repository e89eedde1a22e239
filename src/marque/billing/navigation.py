"""Pages of billing in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Create, Page

GROUP = _("往来与资金")

PAGES: tuple[Page, ...] = (
    Page(
        key="cashier",
        app="finance",
        group=GROUP,
        label=_("收银台"),
        icon="cash",
        url_name="billing:cashier",
        right="billing.confirm_receipt",
        order=210,
        tab=70,
        tab_label=_("收银"),
    ),
    Page(
        key="receipts",
        app="finance",
        group=GROUP,
        label=_("收款"),
        icon="coin-yuan",
        url_name="billing:receipt_list",
        right="billing.view_receipt",
        order=220,
    ),
    Page(
        key="refunds",
        app="finance",
        group=GROUP,
        label=_("退款"),
        icon="arrow-back-up",
        url_name="billing:refund_list",
        right="billing.view_refund",
        order=230,
    ),
    Page(
        key="invoices",
        app="finance",
        group=_("票税与报表"),
        label=_("发票"),
        icon="file-invoice",
        url_name="billing:invoice_list",
        right="billing.view_invoice",
        order=310,
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        key="receipt",
        label=_("收款"),
        icon="coin-yuan",
        url_name="billing:receipt_create",
        right="billing.register_receipt",
        order=25,
    ),
)

"""Pages of sales in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Create, Page

PAGES: tuple[Page, ...] = (
    Page(
        key="orders",
        app="sales",
        group=_("成交"),
        label=_("销售订单"),
        icon="receipt",
        url_name="sales:order_list",
        right="sales.view_salesorder",
        order=120,
        go="o",
        tab=60,
        tab_label=_("订单"),
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        key="order",
        label=_("销售订单"),
        icon="receipt",
        url_name="sales:order_create",
        right="sales.create_salesorder",
        order=30,
        letter="o",
    ),
)

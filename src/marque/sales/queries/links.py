"""Where orders are shown elsewhere: from the ledger and on a customer's page."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.accounting import api as accounting
from marque.parties import api as parties
from marque.sales.models import SalesOrder
from marque.sales.queries.stages import stage_of


def order_url(source: accounting.Source) -> str:
    """The page of the order behind a voucher."""
    return reverse("sales:order_detail", kwargs={"store": source.store, "number": source.number})


def customer_tab() -> parties.CustomerTab:
    """A customer's orders, as a tab of the customer's page."""
    return parties.CustomerTab(
        key="orders",
        label=_("订单"),
        template="sales/customer_orders.html",
        context=_orders,
        count=_count,
        right="sales.view_salesorder",
        order=30,
    )


def _visible(request: HttpRequest, customer: Any) -> Any:
    return SalesOrder.objects.visible_to(request.user).filter(customer=customer)


def _orders(request: HttpRequest, customer: Any) -> dict[str, Any]:
    orders = _visible(request, customer).with_details()[:50]
    return {"orders": [(order, stage_of(order)) for order in orders]}


def _count(request: HttpRequest, customer: Any) -> int:
    count: int = _visible(request, customer).count()
    return count

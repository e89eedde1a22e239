"""How the cashier is paid for sales orders: implements billing's `PayableSource`."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy

from marque.billing.api import Payable
from marque.foundation.ui.filters import clean_text
from marque.sales.models import SalesOrder
from marque.sales.queries.payable import as_payable


class SalesOrderPayables:
    """Sales orders as documents that customers pay for."""

    type = "sales.salesorder"
    label = gettext_lazy("销售订单")

    def get(self, payable_id: int, *, lock: bool = False) -> Payable:
        """The order as a payable document, its row locked when asked."""
        orders = SalesOrder.objects.select_related("store", "department", "owner", "customer")
        if lock:
            orders = orders.locked()
        return as_payable(orders.get(pk=payable_id))

    def find(self, number: str, *, user: Any, store: Any) -> Payable | None:
        """The order with this number, or contract number, if the user may see it."""
        text = clean_text(number, 30).upper()
        order = (
            SalesOrder.objects.visible_to(user)
            .in_store(store)
            .filter(Q(number=text) | Q(contract_number=text))
            .select_related("store", "department", "owner", "customer")
            .first()
        )
        return as_payable(order) if order else None

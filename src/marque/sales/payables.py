"""How the cashier is paid for sales orders: implements billing's `PayableSource`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.billing.api import Payable
from marque.sales.models import SalesOrder
from marque.sales.workflow import PAYABLE, OrderStatus


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
        text = number.strip().upper()
        order = (
            SalesOrder.objects.visible_to(user)
            .in_store(store)
            .filter(number="SO" + text[2:] if text.startswith("HT") else text)
            .select_related("store", "department", "owner", "customer")
            .first()
        )
        return as_payable(order) if order else None


def as_payable(order: SalesOrder) -> Payable:
    """The order in the words of the cashier; its relations are loaded."""
    return Payable(
        type=SalesOrderPayables.type,
        id=order.pk,
        number=order.number,
        title=f"{order.number} · {order.customer.name}",
        url=order.get_absolute_url(),
        store=order.store,
        department=order.department,
        owner=order.owner,
        customer=order.customer,
        amount_due=order.amount_total,
        amount_deposit_due=order.amount_deposit_due,
        deposit_kind=order.deposit_kind,
        refusal=refusal(order),
    )


def refusal(order: SalesOrder) -> str:
    """Why no money may be taken for the order now; empty when it may."""
    if order.status in PAYABLE:
        return ""
    return _("订单 %(number)s 当前为“%(status)s”，不能收款") % {
        "number": order.number,
        "status": OrderStatus(order.status).label,
    }

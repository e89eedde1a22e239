"""An order in the words of the cashier."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marque.billing.api import Payable
from marque.sales.models import SalesOrder
from marque.sales.workflow import PAYABLE, OrderStatus


def as_payable(order: SalesOrder) -> Payable:
    """The order in the words of the cashier; its relations are loaded."""
    return Payable(
        type="sales.salesorder",
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

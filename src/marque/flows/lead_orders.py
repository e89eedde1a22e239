"""Leads and orders: an order wins the chase, a cancellation opens it again, a handover ends it."""

from __future__ import annotations

from django.utils import timezone

from marque.crm import api as crm
from marque.kernel import clock
from marque.parties import api as parties
from marque.sales import api as sales


def order_confirmed(event: sales.OrderConfirmed) -> None:
    """The chase of the customer in this store is won; most orders are of nobody chased."""
    if not crm.is_chased(customer_id=event.customer_id, store_id=event.store_id):
        return
    order = _order(event.order_id)
    crm.win_lead(
        customer=order.customer,
        store=order.store,
        by=order.owner,
        now=clock.now(),
        note=order.number,
    )


def order_cancelled(event: sales.OrderCancelled) -> None:
    """The customer is chased again, unless another order of theirs is still open here."""
    order = _order(event.order_id)
    others = sales.SalesOrder.objects.open().filter(customer=order.customer, store=order.store)
    if others.exclude(pk=order.pk).exists():
        return
    crm.unwin_lead(
        customer=order.customer,
        store=order.store,
        by=order.owner,
        now=clock.now(),
        note=order.number,
    )


def order_delivered(event: sales.OrderDelivered) -> None:
    """The customer is a formal one and belongs to the base; the lead is done."""
    order = _order(event.order_id)
    parties.note_delivery(order.customer, on=timezone.localdate(event.at))
    crm.deliver_lead(customer=order.customer, store=order.store, by=order.owner, now=event.at)


def _order(pk: int) -> sales.SalesOrder:
    order: sales.SalesOrder = sales.SalesOrder.objects.select_related(
        "customer", "store", "owner"
    ).get(pk=pk)
    return order

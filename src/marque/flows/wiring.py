"""Who listens to what.  Every subscription in the system is a line of this file."""

from __future__ import annotations

from marque.billing.api import (
    InvoiceReversed,
    MoneyReturned,
    PaymentConfirmed,
    PaymentReceived,
    PaymentVoided,
)
from marque.crm import api as crm
from marque.flows import (
    delivery_visit,
    lead_orders,
    order_money,
    order_vehicle,
)
from marque.inventory.api import LockExpired, VehicleInspected
from marque.kernel.events import bus
from marque.sales.api import OrderCancelled, OrderConfirmed, OrderDelivered


def connect() -> None:
    """Make every subscription; safe to call again."""
    bus.subscribe(PaymentConfirmed, order_money.payment_confirmed)
    bus.subscribe(PaymentReceived, order_money.receipts_changed)
    bus.subscribe(PaymentVoided, order_money.receipts_changed)
    bus.subscribe(MoneyReturned, order_money.money_returned)
    bus.subscribe(InvoiceReversed, order_money.invoice_reversed)
    bus.subscribe(LockExpired, order_vehicle.lock_expired)
    bus.subscribe(VehicleInspected, order_vehicle.vehicle_inspected)
    bus.subscribe(OrderConfirmed, lead_orders.order_confirmed)
    bus.subscribe(OrderCancelled, lead_orders.order_cancelled)
    bus.subscribe(OrderDelivered, lead_orders.order_delivered)
    crm.register_delivery_finder(delivery_visit.find_delivery)

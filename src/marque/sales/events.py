"""What sales tells whoever listens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from marque.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrderSubmitted(Event):
    """An order waits for approval; its vehicle is held."""

    order_id: int
    number: str
    store_id: int


@dataclass(frozen=True, slots=True)
class OrderConfirmed(Event):
    """The dealership committed itself to an order."""

    order_id: int
    number: str
    store_id: int
    customer_id: int
    amount_total: Decimal


@dataclass(frozen=True, slots=True)
class OrderRejected(Event):
    """An order went back to its consultant, or was withdrawn."""

    order_id: int
    number: str
    store_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class OrderInvoiced(Event):
    """The car of an order was invoiced."""

    order_id: int
    number: str
    store_id: int
    invoice_number: str


@dataclass(frozen=True, slots=True)
class VehicleIssuedForOrder(Event):
    """The car of an order left the stock and waits to be handed over."""

    order_id: int
    number: str
    store_id: int
    vin: str


@dataclass(frozen=True, slots=True)
class OrderDelivered(Event):
    """The customer signed for the car."""

    order_id: int
    number: str
    store_id: int
    customer_id: int
    vehicle_id: int
    vin: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OrderCancelled(Event):
    """An order was cancelled before delivery and everything it had done was undone."""

    order_id: int
    number: str
    store_id: int
    customer_id: int
    reason: str

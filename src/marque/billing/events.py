"""What billing tells the apps above it; the payable document is named by type and id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from marque.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentReceived(Event):
    """Somebody says that money came; the cashier has not confirmed it."""

    payable_type: str
    payable_id: int
    payable_number: str
    receipt_number: str
    store_id: int
    kind: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class PaymentConfirmed(Event):
    """The cashier has the money; it is in the books."""

    payable_type: str
    payable_id: int
    payable_number: str
    receipt_number: str
    store_id: int
    kind: str
    amount: Decimal
    at: datetime
    by: Any


@dataclass(frozen=True, slots=True)
class PaymentVoided(Event):
    """Money said to have come did not."""

    payable_type: str
    payable_id: int
    payable_number: str
    receipt_number: str
    reason: str
    by: Any


@dataclass(frozen=True, slots=True)
class MoneyReturned(Event):
    """Confirmed money is no longer the customer's with us: paid back or forfeited."""

    payable_type: str
    payable_id: int
    payable_number: str
    receipt_number: str
    amount: Decimal
    is_forfeited: bool
    by: Any


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """A blue invoice was issued."""

    payable_type: str
    payable_id: int
    payable_number: str
    invoice_id: int
    invoice_number: str
    kind: str
    amount_net: Decimal
    amount_vat: Decimal
    issued_on: date
    by: Any


@dataclass(frozen=True, slots=True)
class InvoiceReversed(Event):
    """A red invoice answered a blue one."""

    payable_type: str
    payable_id: int
    payable_number: str
    invoice_id: int
    invoice_number: str
    kind: str
    reversed_on: date
    by: Any

"""The words of the customer file: what is told about a repair visit or an arrangement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """The document of another app that a record tells of; it has one record."""

    document_type: str
    document_id: int
    number: str = ""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A part that was used, and how much of it."""

    name: str
    quantity: Decimal = Decimal(1)
    code: str = ""


@dataclass(frozen=True, kw_only=True)
class CarDetails:
    """Which car: by its plate or VIN, with the model in words; all of it may be unknown."""

    plate: str = ""
    vin: str = ""
    car: str = ""


@dataclass(frozen=True, kw_only=True)
class ServiceDetails(CarDetails):
    """What is told about a repair visit; `kind` is a word of `parties.service_kind`.

    `adviser` is a colleague; of somebody else `adviser_name` tells the name.
    """

    came_on: date
    kind: str
    mileage_km: int | None = None
    fault: str = ""
    parts: tuple[PartLine, ...] = ()
    adviser: Any = None
    adviser_name: str = ""
    quantity_hours: Decimal | None = None
    amount_labour: Decimal = Decimal(0)
    amount_parts: Decimal = Decimal(0)
    document_number: str = ""
    remark: str = ""


@dataclass(frozen=True, kw_only=True)
class DealingDetails(CarDetails):
    """What is told about a loan, insurance, registration or inspection (`DealingKind`).

    `document_number` is that of the contract, policy or certificate; without an `owner` it is
    whoever writes it down.
    """

    kind: str
    done_on: date
    expires_on: date | None = None
    provider: str = ""
    amount: Decimal | None = None
    document_number: str = ""
    owner: Any = None
    remark: str = ""

"""The words of parties: what is told about a customer, and what happens to customers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from marque.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerDetails:
    """What a person tells us about a customer, as typed; the services check and tidy it."""

    name: str
    phone: str
    kind: str = "person"
    role: str = "customer"
    phone_second: str = ""
    id_type: str = ""
    id_number: str = ""
    tax_id: str = ""
    born_on: date | None = None
    gender: str = ""
    wechat: str = ""
    email: str = ""
    preferred_channel: str = ""
    preferred_time: str = ""
    do_not_call: bool = False
    occupation: str = ""
    hobbies: str = ""
    education: str = ""
    marital_status: str = ""
    industry: str = ""
    size: str = ""
    legal_representative: str = ""
    division: str = ""
    address: str = ""
    source: str = "walk_in"
    notes: str = ""
    custom: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ContactDetails:
    """What is told about a contact of a customer."""

    name: str
    category: str = "other"
    relation: str = ""
    phone: str = ""
    wechat: str = ""
    gender: str = ""
    born_on: date | None = None
    notes: str = ""
    is_primary: bool = False
    is_active: bool = True


PERSON_ONLY: dict[str, Any] = {
    "id_type": "",
    "id_number": "",
    "born_on": None,
    "gender": "",
    "occupation": "",
    "hobbies": "",
    "education": "",
    "marital_status": "",
}
"""What an enterprise has not, and the value that says so."""

ENTERPRISE_ONLY: dict[str, Any] = {
    "tax_id": "",
    "industry": "",
    "size": "",
    "legal_representative": "",
}
"""What a person has not, and the value that says so."""


@dataclass(frozen=True)
class CustomerBecameFormal(Event):
    """The first sale to the customer was delivered."""

    customer_id: int


@dataclass(frozen=True)
class CustomersTransferred(Event):
    """A member of staff's customers now belong to another."""

    from_user_id: int
    to_user_id: int
    customer_ids: tuple[int, ...]


@dataclass(frozen=True)
class CustomerOwnerChanged(Event):
    """Somebody else looks after the customer from now on; None is the pool."""

    customer_id: int
    store_id: int
    from_user_id: int | None
    to_user_id: int | None
    kind: str
    reason: str


@dataclass(frozen=True)
class CustomerOwnersChanged(Event):
    """Many customers at once, each as `CustomerOwnerChanged` says; that is not published then."""

    changes: tuple[CustomerOwnerChanged, ...]


@dataclass(frozen=True)
class CustomersMerged(Event):
    """Two records of one customer became one."""

    kept_id: int
    merged_id: int


@dataclass(frozen=True)
class CareAsked(Event):
    """Somebody wants the owner to look after a customer, who is about to be lost."""

    customer_id: int
    owner_id: int
    by_id: int
    act: str
    why: str


# -- the customer file -----------------------------------------------------------------------------
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

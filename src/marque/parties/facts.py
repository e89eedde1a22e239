"""The words of parties: what is told about a customer, and what happens to customers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from marque.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerDetails:
    """What a person tells us about a customer, as typed; the services check and tidy it."""

    name: str
    phone: str
    kind: str = "person"
    phone_second: str = ""
    id_type: str = ""
    id_number: str = ""
    tax_id: str = ""
    born_on: date | None = None
    gender: str = ""
    division: str = ""
    address: str = ""
    source: str = "walk_in"
    notes: str = ""


@dataclass(frozen=True)
class CustomersTransferred(Event):
    """A member of staff's customers now belong to another."""

    from_user_id: int
    to_user_id: int
    customer_ids: tuple[int, ...]

"""Register many customers of one store at once, in sets (imports)."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from marque.foundation.access.authority import acting_post
from marque.foundation.imports.copying import copy_rows
from marque.foundation.numbering.services import next_numbers
from marque.organisation.models import Store, User
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer
from marque.parties.services.customer_details import fill, tidy_details

CHUNK = 1_000


@dataclass(frozen=True, slots=True)
class NewCustomer:
    """What is told about a customer, and who looks after them (None: whoever registers)."""

    details: CustomerDetails
    owner: User | None = None


@transaction.atomic
def create_customers(
    told: Sequence[NewCustomer], *, store: Store, by: User, now: datetime
) -> list[Customer]:
    """Register them in their order, as `create_customer` does one; nobody of them is known yet.

    Raises `InvalidInput` for wrong details, and `IntegrityError` when somebody registered one of
    the numbers a moment ago: nobody is registered then.
    """
    numbers = next_numbers("parties.customer", len(told), store=store, on=timezone.localdate(now))
    patterns: dict[int, Customer] = {}
    made = []
    for new, number in zip(told, numbers, strict=True):
        keeper = new.owner or by
        if keeper.pk not in patterns:
            patterns[keeper.pk] = _pattern(keeper, store=store, by=by, now=now)
        customer = copy(patterns[keeper.pk])
        customer.number = number
        fill(customer, tidy_details(new.details))
        made.append(customer)
    for start in range(0, len(made), CHUNK):
        copy_rows(made[start : start + CHUNK])
    return made


def _pattern(keeper: User, *, store: Store, by: User, now: datetime) -> Customer:
    """What all new customers of one keeper have in common."""
    post = acting_post(keeper)
    return Customer(
        store=store,
        owner=keeper,
        department=post.department if post else None,
        owner_since=now,
        created_at=now,
        created_by=by,
    )

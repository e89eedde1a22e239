"""Customers go where their leads went, many at once (imports)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marque.kernel.events import bus
from marque.organisation.models import User
from marque.parties.facts import CustomerOwnerChanged, CustomerOwnersChanged
from marque.parties.models import Customer, OwnerChange
from marque.parties.services.own_customer import Handing, history, owned, protection_days


@dataclass(frozen=True, slots=True)
class FollowedLead:
    """A customer whose lead somebody has now, and why."""

    customer_id: int
    to: User
    reason: str


@transaction.atomic
def follow_lead_owners(moves: Sequence[FollowedLead], *, now: datetime) -> int:
    """The leads of these customers were assigned: each customer goes the same way.

    As `follow_lead_owner` for each, in sets; publishes one `CustomerOwnersChanged`.  Returns how
    many customers moved.
    """
    by_key = {move.customer_id: move for move in moves}
    there = Customer.objects.filter(pk__in=by_key, is_active=True).order_by("pk")
    owners = there.values_list("pk", "owner")
    keys = [pk for pk, owner in owners if owner != by_key[pk].to.pk]
    if not keys:
        return 0
    rows = there.filter(pk__in=keys).select_for_update(of=("self",))
    moved = [row for row in rows.only("owner", "store") if row.owner_id != by_key[row.pk].to.pk]
    handings = _handings(moved, by_key, now=now)
    OwnerChange.objects.bulk_create(
        (history(row, handings[row.pk]) for row in moved), batch_size=1_000
    )
    _write(moved, handings)
    bus.publish(CustomerOwnersChanged(tuple(_told(row, handings[row.pk]) for row in moved)))
    return len(moved)


def _handings(
    rows: Sequence[Customer], by_key: dict[int, FollowedLead], *, now: datetime
) -> dict[int, Handing]:
    stores = {row.store_id: row for row in rows}
    days = {pk: protection_days(row.store) for pk, row in stores.items()}
    return {
        row.pk: Handing(
            to=by_key[row.pk].to,
            kind=OwnerChange.Kind.ASSIGN,
            reason=by_key[row.pk].reason,
            by=by_key[row.pk].to,
            now=now,
            protect_days=days[row.store_id],
        )
        for row in rows
    }


def _write(rows: Sequence[Customer], handings: dict[int, Handing]) -> None:
    """One statement for those that go to the same person for as long."""
    together: dict[tuple[int, int], list[int]] = defaultdict(list)
    for row in rows:
        handing = handings[row.pk]
        together[handing.to.pk if handing.to else 0, handing.protect_days].append(row.pk)
    for keys in together.values():
        Customer.objects.filter(pk__in=keys).update(**owned(handings[keys[0]]))


def _told(row: Customer, handing: Handing) -> CustomerOwnerChanged:
    to = handing.to.pk if handing.to else None
    return CustomerOwnerChanged(
        row.pk, row.store_id, row.owner_id, to, handing.kind, handing.reason
    )

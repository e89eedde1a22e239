"""Which leads a reader sees, and the usual questions about them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from marque.crm.models import Lead
from marque.crm.queries.times import day_bounds
from marque.crm.workflow import CHASED
from marque.foundation.access.authority import authority_of, stores_of
from marque.foundation.access.models import Scope
from marque.organisation.models import Store
from marque.parties import api as parties

IS_CHASED = Q(status__in=sorted(CHASED))


def list_leads(*, user: Any, store: Store | None) -> Any:
    """The leads a reader sees: those within reach, and the pool for whoever may claim from it."""
    if not authority_of(user).may(Lead.VIEW_RIGHT):
        return Lead.objects.none()
    mine = Lead.objects.visible_to(user).in_store(store)
    scope = authority_of(user).scope(Lead.VIEW_RIGHT)
    if not may_see_pool(user) or (scope is not None and scope >= Scope.STORE):
        return mine  # whoever sees the whole store sees its pool with it
    pool = Lead.objects.unassigned().in_store(store)
    if store is None:
        pool = pool.filter(store__in=stores_of(user))
    return mine | pool


def may_see_pool(user: Any) -> bool:
    """Whether the leads without an owner are open to this person."""
    return bool(user.has_perm("crm.claim_lead") or user.has_perm("crm.assign_lead"))


def list_pool(*, user: Any, store: Store | None) -> Any:
    """The public pool, the most urgent first."""
    return list_leads(user=user, store=store).unassigned().order_by("next_at", "pk")


def get_lead(number: str, *, user: Any, store: Store | None) -> Lead:
    """One lead with everything its page shows; raises `Lead.DoesNotExist`."""
    found: Lead = (
        list_leads(user=user, store=store)
        .with_details()
        .select_related(
            "purpose", "lost_reason", "merged_into", "created_by", "store__company", "trim__model"
        )
        .get(number=number)
    )
    return found


def my_queue(*, user: Any, store: Store | None, now: datetime) -> Any:
    """Whom this person has to call until the end of today, the latest first."""
    _start, end = day_bounds(now)
    return (
        Lead.objects.visible_to(user)
        .in_store(store)
        .chased()
        .filter(owner=user, next_at__lt=end)
        .exclude(status="losing")
        .order_by("next_at", "pk")
    )


def unanswered(*, user: Any, store: Store | None) -> Any:
    """New leads whom nobody tried to reach: the queue of DCC, the most urgent first."""
    return (
        list_leads(user=user, store=store)
        .filter(status="new", responded_at=None)
        .order_by("next_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Known:
    """A customer whom somebody has in hand already."""

    customer: Any
    lead: Lead | None

    @property
    def owner(self) -> Any:
        """Who looks after the customer now, None for the pool."""
        return (self.lead.owner if self.lead else None) or self.customer.owner


def find_known(phone: str, *, store: Store) -> Known | None:
    """Whose customer has this number, whoever asks: it prevents a second consultant."""
    customer = parties.find_by_phone(phone, store=store)
    if customer is None:
        return None
    return Known(customer, find_chased(customer, store=store))


def is_chased(*, customer_id: int, store_id: int) -> bool:
    """Whether somebody has to call the customer in this store."""
    return Lead.objects.chased().filter(customer=customer_id, store=store_id).exists()


def chasers_of(customer_ids: Sequence[int]) -> dict[tuple[int, int], int | None]:
    """Who chases these customers, by customer and store; None is the pool."""
    rows = Lead.objects.chased().filter(customer__in=customer_ids).order_by()
    told = rows.values_list("customer", "store", "owner")
    return {(customer, store): owner for customer, store, owner in told}


def find_chased(customer: Any, *, store: Any) -> Lead | None:
    """The one chased lead of a customer in a store."""
    found: Lead | None = (
        Lead.objects.chased()
        .filter(customer=customer, store=store)
        .select_related("owner", "level", "customer", "store")
        .first()
    )
    return found

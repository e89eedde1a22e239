"""Whom nobody looks after, and whom several records describe."""

from __future__ import annotations

from typing import Any

from django.db.models import OuterRef, Subquery

from marque.foundation.access.authority import stores_of
from marque.organisation.models import Store, User
from marque.parties.models import Customer, DuplicatePair, MergeLog, OwnerChange


def list_pool(*, user: Any, store: Store | None) -> Any:
    """The pool (公海) of a store, or of the reader's stores, for whoever may claim or assign."""
    if not (user.has_perm("parties.claim_customer") or user.has_perm("parties.transfer_customer")):
        return Customer.objects.none()
    pool = Customer.objects.in_pool().in_store(store)
    if store is None:
        pool = pool.filter(store__in=stores_of(user))
    last = OwnerChange.objects.filter(customer=OuterRef("pk"), to_user=None).order_by("-pk")
    return pool.annotate(
        pool_reason=Subquery(last.values("reason")[:1]),
        former_owner=Subquery(last.values("from_user__name")[:1]),
    )


def list_pairs(*, user: Any, store: Store | None) -> Any:
    """Suspected duplicates that wait for a judgement."""
    return DuplicatePair.objects.visible_to(user).in_store(store).open()


def list_merges(*, user: Any, store: Store | None) -> Any:
    """What was merged, the last first."""
    return MergeLog.objects.visible_to(user).in_store(store)


def colleagues_of(store: Store | None) -> Any:
    """Active staff of a store, by name."""
    staff = User.objects.filter(is_active=True, employee__posts__ends_on__isnull=True)
    if store is not None:
        staff = staff.filter(employee__posts__department__store=store)
    return staff.distinct().order_by("name")

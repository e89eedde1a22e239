"""Builders for tests and demonstrations: everything goes through the real services."""

from __future__ import annotations

from itertools import count

from django.utils import timezone

from marque.organisation.models import Store, User
from marque.organisation.testing import make_store, make_user
from marque.parties.facts import CustomerDetails
from marque.parties.models import Customer, Supplier
from marque.parties.services.create_customer import create_customer
from marque.parties.services.create_supplier import SupplierDetails, create_supplier

_serial = count(1)


def _somebody(store: Store | None = None) -> User:
    """A user of the store if there is one, else anybody."""
    here = User.objects.filter(employee__posts__department__store=store) if store else None
    found = (here.order_by("pk").first() if here is not None else None) or User.objects.first()
    if found is not None:
        return found
    return make_user("builder", store=store)


def _store(owner: User | None) -> Store:
    if owner is not None and (
        own := Store.objects.filter(departments__posts__employee__user=owner).first()
    ):
        return own
    if (found := Store.objects.order_by("pk").first()) is not None:
        return found
    return make_store()


def make_customer(name="王芳", *, owner=None, store=None, by=None, now=None, **details) -> Customer:
    """A customer with a phone number of its own; the owner's store unless another is given."""
    at = store or _store(owner)
    keeper = owner or by or _somebody(at)
    details.setdefault("phone", f"139{next(_serial):08d}")
    return create_customer(
        details=CustomerDetails(name=name, **details),
        store=at,
        owner=keeper,
        by=by or keeper,
        now=now or timezone.now(),
    )


def make_supplier(name=None, *, by=None, **details) -> Supplier:
    """A supplier; a vehicle maker unless `kind` says otherwise."""
    serial = next(_serial)
    details.setdefault("code", f"S{serial:04d}")
    details.setdefault("kind", "maker")
    return create_supplier(
        details=SupplierDetails(name=name or f"测试汽车厂{serial}", **details),
        by=by or _somebody(),
    )

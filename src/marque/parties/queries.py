"""Reads of parties."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import Q

from marque.kernel.phones import normalise_phone
from marque.kernel.text import half_width
from marque.organisation.models import Store
from marque.parties.models import Customer, OwnerChange, Supplier
from marque.parties.models.customers import PHONE_TAIL

CUSTOMER_LOOKUP = (
    "name__icontains",
    "name_pinyin__icontains",
    "name_initials__icontains",
    "phone__contains",
    "number__icontains",
)
"""By what a customer is found while typing in a lookup field."""


def find_by_phone(phone: str, *, store: Store) -> Customer | None:
    """The active customer of a store with this number, or `None`.  Not scoped by reader."""
    number = normalise_phone(phone)
    found: Customer | None = (
        Customer.objects.active().filter(store=store, phone=number).select_related("owner").first()
    )
    return found


def search_customers(text: str, *, user: Any, store: Store | None) -> Any:
    """Customers the user may see by name, pinyin, initials, number, phone or its last four.

    Empty text finds none.
    """
    words = half_width(text).strip().lower()
    if not words:
        return Customer.objects.none()
    reachable = Customer.objects.visible_to(user).in_store(store).active().select_related("owner")
    if re.fullmatch(rf"[0-9]{{{PHONE_TAIL}}}", words):
        return reachable.with_phone_tail(words)
    return reachable.filter(matching(words)).order_by("name_pinyin", "pk")


def matching(text: str) -> Q:
    """The condition for one search text; also used by the list."""
    word = half_width(text).strip().lower()
    if re.fullmatch(r"[0-9\-+ ]+", word):
        digits = normalise_phone(word)
        return Q(phone__contains=digits) | Q(phone_second=digits) | Q(number__icontains=word)
    if re.fullmatch(r"[a-z]+", word):
        return (
            Q(name_initials__contains=word)
            | Q(name_pinyin__contains=word)
            | Q(name__icontains=word)
        )
    return Q(name__icontains=word) | Q(number__icontains=word)


def list_owner_changes(customer: Customer) -> Any:
    """Who looked after the customer before, the last change first."""
    return OwnerChange.objects.filter(customer=customer).select_related(
        "from_user", "to_user", "changed_by"
    )


def count_customers_of(user: Any) -> int:
    """How many customers a member of staff looks after; asked before they leave."""
    return Customer.objects.filter(owner=user).count()


def find_supplier(code: str) -> Supplier | None:
    """The supplier with this code, or `None`."""
    found: Supplier | None = Supplier.objects.filter(code=code.strip().upper()).first()
    return found


def list_makers() -> Any:
    """Active vehicle makers, by code."""
    return Supplier.objects.filter(kind="maker", is_active=True)

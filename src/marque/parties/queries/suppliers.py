"""What we bought from a supplier: told by the apps above, which register in `apps.ready()`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from marque.parties.models import Supplier

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPurchase:
    """One thing that was bought, on a day, for an amount without VAT."""

    bought_on: date
    what: str
    number: str
    url: str
    amount_price: Decimal


Finder = Callable[..., Iterable[SupplierPurchase]]
_finders: dict[str, Finder] = {}


def register_purchases(key: str, finder: Finder) -> None:
    """Add a finder `(supplier, *, user, store, most)`; the same key again replaces it."""
    _finders[key] = finder


def price_history(supplier: Supplier, *, user: Any, store: Any) -> list[SupplierPurchase]:
    """The newest purchases whose prices the user may see, newest first."""
    found = [
        row
        for finder in _finders.values()
        for row in finder(supplier, user=user, store=store, most=SHOWN)
    ]
    return sorted(found, key=lambda row: row.bought_on, reverse=True)[:SHOWN]

"""How much discount a person may give (PLT-16, BAS-14)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marque.foundation.access.authority import authority_of
from marque.sales.models import SalesOrder


def discount_limit(user: Any) -> Decimal:
    """The most discount in percent that a person may give in the post they act in."""
    return authority_of(user).rate_discount_limit


def is_within_authority(order: SalesOrder, user: Any) -> bool:
    """Whether the order's discount is in a person's power; exact, not by the rounded rate."""
    return order.amount_discount * 100 <= discount_limit(user) * order.amount_list


def amount_within_authority(order: SalesOrder, user: Any) -> Decimal:
    """The most discount in yuan that a person may give on this order."""
    return (order.amount_list * discount_limit(user) / 100).quantize(Decimal("0.01"))

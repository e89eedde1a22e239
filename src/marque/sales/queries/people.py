"""Who has to know about an order."""

from __future__ import annotations

from typing import Any

from marque.foundation.access.authority import holders_of
from marque.organisation.models import User


def list_users_with(right: str, *, store: Any) -> list[User]:
    """Active staff who work in a store today and have a right there; one query."""
    return list(holders_of(right, store=store))

"""Who has to know about an order."""

from __future__ import annotations

from typing import Any

from marque.organisation.models import User


def list_users_with(right: str, *, store: Any) -> list[User]:
    """Active staff of a store whose position gives them a right; one query."""
    return list(
        User.objects.filter(
            is_active=True,
            employee__posts__ends_on__isnull=True,
            employee__posts__department__store=store,
            employee__posts__position__roles__is_active=True,
            employee__posts__position__roles__rights__contains=[right],
        ).distinct()
    )

"""Read messages for other pages."""

from __future__ import annotations

from typing import Any

from marque.foundation.messaging.models import Message


def messages_to(party_type: str, party_id: int, *, user: Any) -> Any:
    """The messages to one party that this user may see, newest first."""
    rows = Message.objects.visible_to(user).filter(party_type=party_type, party_id=party_id)
    return rows.select_related("by", "batch").defer("to_address").order_by("-pk")

"""Read messages for other pages."""

from __future__ import annotations

from typing import Any

from marque.foundation.messaging.models import Message


def messages_to(party_type: str, party_id: int, *, user: Any = None) -> Any:
    """Every message to one party, whoever sent it, newest first: for the page of the party.
    With a user only those that stand in the user's own log."""
    rows = Message.objects.visible_to(user) if user is not None else Message.objects.all()
    rows = rows.filter(party_type=party_type, party_id=party_id)
    return rows.select_related("by", "batch").defer("to_address").order_by("-pk")

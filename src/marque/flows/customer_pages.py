"""The customer's page: what other apps announce refreshes it, messages stand in its activity."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marque.crm.api import LeadFollowedUp
from marque.foundation.messaging.queries import messages_to
from marque.foundation.ui.templatetags.ui import local_name
from marque.kernel.events import bus
from marque.parties import api as parties
from marque.sales.api import OrderCancelled, OrderConfirmed, OrderDelivered

CUSTOMER = "parties.customer"
SHOWN = 20


def connect() -> None:
    """Listen to what happens to customers."""
    for event in (LeadFollowedUp, OrderConfirmed, OrderCancelled, OrderDelivered):
        bus.subscribe(event, changed)
    parties.happenings.register("messages", messages, right="messaging.view_message")


def changed(event: Any) -> None:
    """Something happened to a customer: the open pages look again."""
    parties.tell_pages(event.customer_id)


def messages(request: Any, customer: Any) -> Iterator[parties.Happening]:
    """What was written to the customer."""
    for row in messages_to(CUSTOMER, customer.pk, user=request.user)[:SHOWN]:
        yield parties.Happening(
            row.created_at,
            parties.TALK,
            f"{row.get_channel_display()} · {row.get_status_display()}",
            row.body[:200],
            local_name(row.by) if row.by else "",
            "send",
            "amber",
            is_quote=True,
        )

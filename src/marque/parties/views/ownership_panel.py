"""What the customer page shows of ownership and value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marque.parties import sources
from marque.parties.models import CustomerStanding, Lifecycle
from marque.parties.queries.worth import next_act_of
from marque.parties.services.share_customer import may_share
from marque.parties.views.frames import here


def _panel(request: Any, customer: Any) -> dict[str, Any]:
    is_open = bool(request.store and customer.is_active)
    return {
        "customer": customer,
        "shares": customer.shares.holding(on=timezone.localdate()).select_related("user"),
        "may_share": is_open and may_share(customer, request.user),
        "may_return": is_open
        and customer.owner_id is not None
        and may_share(customer, request.user),
    }


def _suggestions(request: Any, customer: Any) -> Iterator[sources.Suggestion]:
    """What the stage of life asks for, when it asks for something."""
    asks = customer.lifecycle in {Lifecycle.AT_RISK, Lifecycle.LOST, Lifecycle.WON_BACK}
    today = timezone.localdate()
    is_due = customer.standing == CustomerStanding.VIP and (
        customer.care_due_on is None or customer.care_due_on <= today
    )
    if customer.is_active and (asks or is_due):
        label, why = next_act_of(customer, today=today)
        url = here(request, "customer_worth", number=customer.number)
        yield sources.Suggestion(label, why, _("查看依据"), url, due=customer.care_due_on)


def connect() -> None:
    """Put the panel and the suggestion on the customer page."""
    sources.register_panel(
        sources.Panel(
            "ownership", "parties/ownership/_shares.html", _panel, column="side", order=40
        )
    )
    sources.suggestions.register("worth", _suggestions)

"""Who looks after a customer and who chases their lead stay the same person; what the customer
bought counts in their worth; a merge takes the leads along (CUS-27, CUS-17, CUS-32)."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from marque.crm import api as crm
from marque.kernel import clock
from marque.kernel.events import bus
from marque.organisation.models import User
from marque.parties import api as parties
from marque.sales import api as sales


def _user(pk: int | None) -> Any:
    return User.objects.filter(pk=pk).first() if pk else None


def lead_assigned(event: crm.LeadAssigned) -> None:
    """Whoever has the lead has the customer."""
    parties.follow_lead_owner(
        event.customer_id,
        to=_user(event.owner_id),
        claimed=event.how == "claim",
        reason=event.reason,
        now=clock.now(),
    )


def leads_assigned(event: crm.LeadsAssigned) -> None:
    """Whoever has the leads has the customers: as `lead_assigned` for each, in sets."""
    people = User.objects.in_bulk({one.owner_id for one in event.assigned})
    moves = [
        parties.FollowedLead(one.customer_id, people[one.owner_id], one.reason)
        for one in event.assigned
    ]
    parties.follow_lead_owners(moves, now=clock.now())


def lead_pooled(event: crm.LeadPooled) -> None:
    """A lead nobody has takes its potential customer into the pool."""
    parties.follow_lead_owner(
        event.customer_id, to=None, claimed=False, reason=event.reason, now=clock.now()
    )


def lead_followed_up(event: crm.LeadFollowedUp) -> None:
    """A talk counts for the rule of the pool and for the protection."""
    parties.note_contact(event.customer_id, at=event.at)


def owner_changed(event: parties.CustomerOwnerChanged) -> None:
    """The chase goes with the customer; after a merge the lead keeps its own way."""
    if event.kind != "merge":
        crm.follow_customer_owner(
            customer_id=event.customer_id,
            store_id=event.store_id,
            to=_user(event.to_user_id),
            kind=event.kind,
            reason=event.reason,
            now=clock.now(),
        )


def owners_changed(event: parties.CustomerOwnersChanged) -> None:
    """As `owner_changed` for each customer whose chase somebody else has."""
    chasers = crm.chasers_of([one.customer_id for one in event.changes])
    for one in event.changes:
        key = (one.customer_id, one.store_id)
        if key in chasers and chasers[key] != one.to_user_id:
            owner_changed(one)


def order_cancelled(event: sales.OrderCancelled) -> None:
    """What was counted of the order no longer is."""
    parties.compute_worth(today=timezone.localdate(clock.now()), customers=[event.customer_id])


def connect() -> None:
    """Make the subscriptions and offer the sets; safe to call again."""
    bus.subscribe(crm.LeadAssigned, lead_assigned)
    bus.subscribe(crm.LeadsAssigned, leads_assigned)
    bus.subscribe(crm.LeadPooled, lead_pooled)
    bus.subscribe(crm.LeadFollowedUp, lead_followed_up)
    bus.subscribe(parties.CustomerOwnerChanged, owner_changed)
    bus.subscribe(parties.CustomerOwnersChanged, owners_changed)
    bus.subscribe(sales.OrderCancelled, order_cancelled)
    parties.purchases.register("sales", sales.purchases_of_customers)
    parties.open_business.register("sales", sales.customers_with_open_orders)
    parties.open_business.register("crm", crm.customers_in_chase)
    parties.plates.register("crm", crm.plates_of_customers)
    parties.register_resolver("crm.leads", crm.merge_chased_leads)
    parties.register_resolver("crm.visits", crm.merge_visits)

"""What other apps tell about a customer: a sale was delivered, somebody came to the store."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import F

from marque.kernel import clock
from marque.kernel.events import bus
from marque.parties.facts import CustomerBecameFormal
from marque.parties.models import ClassOverride, Customer, CustomerStage, CustomerStanding
from marque.parties.services.compute_worth import compute_worth


@transaction.atomic
def become_formal(customer: Customer, *, on: date) -> bool:
    """The customer is a formal one (正式客户) from that day; True if that is new.

    Whoever is formal also belongs to the base (基盘), unless they are more than that.
    """
    locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    if locked.stage == CustomerStage.FORMAL:
        return False
    locked.stage, locked.formal_on = CustomerStage.FORMAL, on
    if locked.standing == CustomerStanding.ORDINARY:
        locked.standing = CustomerStanding.BASE
    locked.save(update_fields=["stage", "formal_on", "standing"])
    customer.stage, customer.formal_on = locked.stage, locked.formal_on
    customer.standing = locked.standing
    ClassOverride.objects.filter(
        customer=locked, axis=ClassOverride.Axis.CLASS, ended_at=None
    ).update(ended_at=clock.now())
    compute_worth(today=on, customers=[locked.pk])
    bus.publish(CustomerBecameFormal(locked.pk))
    return True


@transaction.atomic
def note_delivery(customer: Customer, *, on: date) -> None:
    """A car was delivered: the first makes the customer formal, each is counted and dated."""
    become_formal(customer, on=on)
    locked = Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)
    locked.purchases_count += 1
    locked.first_delivered_on = min(locked.first_delivered_on or on, on)
    locked.last_delivered_on = max(locked.last_delivered_on or on, on)
    locked.last_visit_on = max(locked.last_visit_on or on, on)
    locked.save(
        update_fields=[
            "purchases_count",
            "first_delivered_on",
            "last_delivered_on",
            "last_visit_on",
        ]
    )
    compute_worth(today=on, customers=[locked.pk])


def note_visit(customer: Customer, *, on: date) -> None:
    """The customer was in the store on that day."""
    Customer.objects.filter(pk=customer.pk).exclude(last_visit_on__gte=on).update(last_visit_on=on)
    compute_worth(today=on, customers=[customer.pk])


def take_back_delivery(customer: Customer) -> None:
    """A delivered car came back: it no longer counts; what the customer became stays."""
    Customer.objects.filter(pk=customer.pk, purchases_count__gt=0).update(
        purchases_count=F("purchases_count") - 1
    )

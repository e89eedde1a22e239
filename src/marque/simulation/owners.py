"""What a buyer leaves with us besides the money: consent, a member's card, dates, friends."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from random import Random
from typing import Any

from marque.kernel.errors import DomainError
from marque.parties import api as parties
from marque.simulation import habits
from marque.simulation.market import TAGS
from marque.simulation.moments import moment
from marque.simulation.world import Showroom


def agree(customer: Any, *, room: Showroom, chance: Random, at: Any, by: Any) -> None:
    """With the contract most sign that we may write to them."""
    if chance.random() < habits.CONSENTS:
        with suppress(DomainError):  # who buys a second car has agreed before
            parties.grant_consent(
                customer,
                details=parties.ConsentDetails(
                    purpose=chance.choice(("sms", "call", "wecom")),
                    channel="screen",
                    text_version="2026-01",
                    evidence=f"{room.store.name}合同附页",
                ),
                by=by,
                now=at,
            )


def welcome(customer: Any, *, room: Showroom, chance: Random, day: date) -> None:
    """At the handover: a card, a tag, the day to remember; some brought a friend."""
    if chance.random() >= habits.TAKES_CARD:
        return
    by = room.manager
    tags = parties.Tag.objects.filter(name=chance.choice(TAGS)[0])
    earlier = parties.Customer.objects.filter(
        store=room.store, kind="person", stage="formal"
    ).exclude(pk=customer.pk)
    with moment(day, 16, chance.randint(0, 59), by):
        with suppress(DomainError):
            parties.issue_card(customer, by=by, on=day)
        parties.tag_customer(customer, tags=tags, by=by)
        parties.add_date(
            customer,
            details=parties.DateDetails(label="提车纪念日", happens_on=day, remind_days=3),
            by=by,
        )
        friend = earlier.order_by("-pk").first()
        if friend is not None and chance.random() < habits.BRINGS_FRIEND:
            parties.relate_customers(customer, other=friend, kind="friend", by=by)

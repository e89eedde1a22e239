"""The showroom floor: who receives next, who is with whom, and since when."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from marque.crm.models import Turn, TurnChange, Visit
from marque.crm.queries.people import consultants
from marque.organisation.models import User


def first_order(store: Any, *, on: date) -> list[User]:
    """The order in which a day begins: where the last one ended, so that turns stay fair."""
    last = Turn.objects.filter(store=store, on__lt=on).aggregate(day=Max("on"))["day"]
    ranks = dict(Turn.objects.filter(store=store, on=last).values_list("user", "rank"))
    return sorted(consultants(store), key=lambda user: (ranks.get(user.pk, 1_000_000), user.pk))


def list_turns(store: Any, *, on: date) -> list[Turn]:
    """The order of the day, the next one first; before anybody has come, as it will begin."""
    kept = Turn.objects.filter(store=store, on=on).select_related("user").order_by("rank", "pk")
    return list(kept) or [
        Turn(store=store, on=on, user=user, rank=rank)
        for rank, user in enumerate(first_order(store, on=on), start=1)
    ]


@dataclass(frozen=True, slots=True)
class Place:
    """One consultant on the board."""

    turn: Turn
    is_next: bool = False
    visits: list[Visit] = field(default_factory=list)

    @property
    def user(self) -> User:
        """Whose place it is."""
        return self.turn.user

    @property
    def family(self) -> str:
        """The colour of the state."""
        return {"waiting": "green", "busy": "blue", "away": "gray"}[self.turn.state]


@dataclass(frozen=True, slots=True)
class Floor:
    """What the floor board shows."""

    places: list[Place]
    unassigned: list[Visit]
    others: list[User]

    @property
    def following(self) -> Place | None:
        """Whose turn it is; None when nobody is free."""
        return next((place for place in self.places if place.is_next), None)


def floor_of(store: Any, *, user: Any, on: date) -> Floor:
    """The board of a store: the order of the day, and the visitors in the house."""
    turns = list_turns(store, on=on)
    inside = list(list_inside(user=user, store=store))
    first = next((turn for turn in turns if turn.state == Turn.State.WAITING), None)
    places = [
        Place(turn, turn is first, [v for v in inside if v.owner_id == turn.user_id])
        for turn in turns
    ]
    known = {turn.user_id for turn in turns}
    return Floor(
        places,
        [visit for visit in inside if visit.owner_id is None],
        [person for person in consultants(store) if person.pk not in known],
    )


def list_inside(*, user: Any, store: Any) -> Any:
    """Visitors who have not left yet, the longest waiting first."""
    return (
        Visit.objects.visible_to(user)
        .in_store(store)
        .filter(left_at__isnull=True)
        .select_related("owner", "errand", "customer", "store")
        .order_by("arrived_at", "pk")
    )


def list_turn_changes(store: Any, *, on: date, most: int = 20) -> list[TurnChange]:
    """What happened to the order that day, the last first."""
    changes = TurnChange.objects.filter(store=store, on=on).select_related("user", "by")
    return list(changes[:most])


def waits_since(visit: Visit) -> datetime | None:
    """Since when somebody waits to be received; None once received or gone."""
    return None if visit.received_at or visit.left_at else visit.arrived_at

"""The order of a day, changed by one person at a time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from marque.accountsets.schemas import current_schema
from marque.crm.models import Turn, TurnChange
from marque.crm.queries.floor import first_order

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


def lock_turns(store: Any, *, now: datetime) -> list[Turn]:
    """Today's order, held until the transaction ends, so that no turn is given twice.

    The first who asks on a day begins its order.
    """
    on = timezone.localdate(now)
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [f"{current_schema()}:turns:{store.pk}"])
    turns = Turn.objects.filter(store=store, on=on).select_related("user")
    if not turns.exists():
        Turn.objects.bulk_create(
            Turn(store=store, on=on, user=user, rank=rank, since=now)
            for rank, user in enumerate(first_order(store, on=on), start=1)
        )
    return list(turns.order_by("rank", "pk"))


def turn_of(turns: list[Turn], user: Any) -> Turn | None:
    """The turn of one person."""
    return next((turn for turn in turns if turn.user_id == getattr(user, "pk", None)), None)


def next_waiting(turns: list[Turn]) -> Turn | None:
    """Whose turn it is."""
    return next((turn for turn in turns if turn.state == Turn.State.WAITING), None)


def seize(turn: Turn, turns: list[Turn], *, by: Any, now: datetime, in_turn: bool) -> None:
    """Send somebody to a visitor; a turn that was used goes to the end."""
    turn.state, turn.since, turn.note = Turn.State.BUSY, now, ""
    turn.received_count += 1
    if in_turn:
        turn.rank = max(other.rank for other in turns) + 1
    turn.save()
    write_down(turn, TurnChange.Kind.RECEIVE, by=by, now=now)


def write_down(
    turn: Turn, kind: TurnChange.Kind, *, by: Any, now: datetime, reason: str = ""
) -> None:
    """Keep what happened to the order."""
    TurnChange.objects.create(
        store_id=turn.store_id, on=turn.on, user_id=turn.user_id,
        kind=kind, reason=reason[:200], at=now, by=by,
    )  # fmt: skip

"""Change today's order: away, back, passed over, moved, joined, left."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.models import Turn, TurnChange, Visit
from marque.crm.queries.people import consultants
from marque.crm.queries.visit_results import INTENT
from marque.crm.services.floor_news import floor_changed, tell
from marque.crm.services.turn_order import lock_turns, next_waiting, seize, turn_of, write_down
from marque.foundation.access.authority import acting_post
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised

Kind = TurnChange.Kind


@transaction.atomic
def step_away(*, store: Any, user: Any, reason: str, by: Any, now: datetime) -> Turn:
    """Somebody leaves the floor for a while; turns pass over them until they are back."""
    turn, _turns = _turn(store, user, by=by, now=now, own=True)
    if turn.state == Turn.State.BUSY:
        raise GuardRefused(_("%(name)s 正在接待，请先结束接待") % {"name": turn.user.name})
    return _set(turn, Turn.State.AWAY, Kind.AWAY, by=by, now=now, reason=reason)


@transaction.atomic
def come_back(*, store: Any, user: Any, by: Any, now: datetime) -> Turn:
    """Back on the floor, at the old place; whoever waits for somebody is sent to them."""
    turn, turns = _turn(store, user, by=by, now=now, own=True)
    kind = Kind.FREE if turn.state == Turn.State.BUSY else Kind.BACK
    _set(turn, Turn.State.WAITING, kind, by=by, now=now)
    serve_waiting(store, turns, by=by, now=now)
    return turn


@transaction.atomic
def skip_turn(*, store: Any, user: Any, reason: str, by: Any, now: datetime) -> Turn:
    """Pass over somebody once: the next one who waits goes before them."""
    turn, turns = _turn(store, user, by=by, now=now)
    if not reason.strip():
        raise InvalidInput(_("请写明跳过的原因"), field="reason")
    behind = [
        other
        for other in turns
        if other.state == Turn.State.WAITING and (other.rank, other.pk) > (turn.rank, turn.pk)
    ]
    if not behind:
        raise GuardRefused(_("后面没有待接待的顾问，不能跳过"))
    write_down(turn, Kind.SKIP, by=by, now=now, reason=reason.strip())
    return _move(turn, turns, after=behind[0])


@transaction.atomic
def place_turn(*, store: Any, user: Any, position: int, by: Any, now: datetime) -> Turn:
    """Put somebody at a place of the order; the first place is 1."""
    turn, turns = _turn(store, user, by=by, now=now)
    others = [other for other in turns if other.pk != turn.pk]
    at = max(1, min(position, len(turns)))
    write_down(turn, Kind.PLACE, by=by, now=now, reason=_("移到第 %(n)d 位") % {"n": at})
    _number([*others[: at - 1], turn, *others[at - 1 :]])
    floor_changed(turn.store)
    return turn


@transaction.atomic
def join_turns(*, store: Any, user: Any, by: Any, now: datetime) -> Turn:
    """Take somebody into today's order, at its end."""
    _allow(by)
    turns = lock_turns(store, now=now)
    on = timezone.localdate(now)
    if turn := turn_of(turns, user):
        return turn
    if user not in consultants(store):
        raise InvalidInput(_("%(name)s 不是本店顾问") % {"name": user.name}, field="user")
    rank = max((turn.rank for turn in turns), default=0) + 1
    turn = Turn.objects.create(store=store, on=on, user=user, rank=rank, since=now)
    write_down(turn, Kind.JOIN, by=by, now=now)
    serve_waiting(store, [*turns, turn], by=by, now=now)
    floor_changed(store)
    return turn


@transaction.atomic
def leave_turns(*, store: Any, user: Any, by: Any, now: datetime) -> None:
    """Take somebody out of today's order."""
    turn, _turns = _turn(store, user, by=by, now=now)
    if turn.state == Turn.State.BUSY:
        raise GuardRefused(_("%(name)s 正在接待，请先结束接待") % {"name": turn.user.name})
    write_down(turn, Kind.LEAVE, by=by, now=now)
    turn.delete()
    floor_changed(store)


def free_turn(*, store: Any, user: Any, by: Any, now: datetime) -> None:
    """A consultant whose last visitor has gone waits for the next one."""
    turns = lock_turns(store, now=now)
    turn = turn_of(turns, user)
    if turn is None or turn.state != Turn.State.BUSY:
        return
    if Visit.objects.filter(
        store=store, owner=user, left_at__isnull=True, errand__code=INTENT,
        arrived_at__date=turn.on,
    ).exists():  # fmt: skip
        return
    _set(turn, Turn.State.WAITING, Kind.FREE, by=by, now=now)
    serve_waiting(store, turns, by=by, now=now)


def serve_waiting(store: Any, turns: list[Turn], *, by: Any, now: datetime) -> None:
    """Send those who are free to visitors whom nobody could receive, the first come first."""
    waiting = Visit.objects.filter(
        store=store, owner__isnull=True, left_at__isnull=True, errand__code=INTENT,
        arrived_at__date=timezone.localdate(now),
    ).select_for_update(of=("self",)).order_by("arrived_at", "pk")  # fmt: skip
    for visit in waiting:
        turns.sort(key=lambda turn: (turn.rank, turn.pk))
        turn = next_waiting(turns)
        if turn is None:
            return
        seize(turn, turns, by=by, now=now, in_turn=True)
        visit.owner = turn.user
        post = acting_post(turn.user)
        visit.department = post.department if post else visit.department
        visit.owner_reason = _("等候后轮到 %(name)s") % {"name": turn.user.name}
        visit.version += 1
        visit.save(update_fields=["owner", "department", "owner_reason", "version"])
        tell([turn.user], _("有客户等候接待：%(number)s") % {"number": visit.number}, visit, by=by)


def _allow(by: Any) -> None:
    if not by.has_perm("crm.order_turn"):
        raise NotAuthorised(_("您没有“安排接待次序”的权限"))


def _turn(
    store: Any, user: Any, *, by: Any, now: datetime, own: bool = False
) -> tuple[Turn, list[Turn]]:
    """Somebody's place in today's order; everybody may change their own presence."""
    if not (own and by.pk == user.pk):
        _allow(by)
    turns = lock_turns(store, now=now)
    turn = turn_of(turns, user)
    if turn is None:
        raise InvalidInput(_("%(name)s 今日不在排班") % {"name": user.name}, field="user")
    return turn, turns


def _set(
    turn: Turn,
    state: Turn.State,
    kind: TurnChange.Kind,
    *,
    by: Any,
    now: datetime,
    reason: str = "",
) -> Turn:
    turn.state, turn.since, turn.note = state, now, reason.strip()[:80]
    turn.save()
    write_down(turn, kind, by=by, now=now, reason=reason.strip())
    floor_changed(turn.store)
    return turn


def _move(turn: Turn, turns: list[Turn], *, after: Turn) -> Turn:
    others = [other for other in turns if other.pk != turn.pk]
    at = others.index(after) + 1
    _number([*others[:at], turn, *others[at:]])
    floor_changed(turn.store)
    return turn


def _number(turns: list[Turn]) -> None:
    for rank, turn in enumerate(turns, start=1):
        turn.rank = rank
    Turn.objects.bulk_update(turns, ["rank"])

"""Decide who receives a visit, and say why (LED-06).

Whose customer it is comes before whose turn it is; a complaint goes to the manager, a repair to
the service advisers, accessories to their counter, a handover to the order's consultant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.crm.models import Turn, Visit
from marque.crm.queries.visit_results import INTENT
from marque.crm.queries.visitors import Visitor
from marque.crm.services.turn_order import lock_turns, next_waiting, seize, turn_of
from marque.crm.sources import find_delivery
from marque.foundation.access.authority import holders_of

COUNTERS = {
    "complaint": "crm.handle_complaint",
    "repair": "crm.handle_repair",
    "accessory": "crm.handle_accessory",
}
"""Errands that go to whoever has the right."""


@dataclass(frozen=True, slots=True)
class Route:
    """Who receives the visit, why, and who else has to know."""

    owner: Any
    reason: str
    told: list[Any] = field(default_factory=list)


def route_visit(
    visit: Visit, *, visitor: Visitor | None, chosen: Any, by: Any, now: datetime
) -> Route:
    """The person for this visit; a consultant's place in today's order is taken."""
    errand = visit.errand.code
    if chosen is not None:
        route = Route(chosen, _("由 %(by)s 指定") % {"by": by.name}, [chosen])
        return _taken(visit, route, by=by, now=now)
    if errand in COUNTERS:
        return _counter(visit, errand)
    if errand == "delivery":
        return _delivery(visit, by)
    if errand != INTENT:
        return Route(by, _("其他事由，由登记人接待"))
    return _consultant(visit, visitor, by=by, now=now)


def _taken(visit: Visit, route: Route, *, by: Any, now: datetime) -> Route:
    """The route, with the consultant's place marked as busy."""
    if visit.errand.code == INTENT:
        turns = lock_turns(visit.store, now=now)
        if turn := turn_of(turns, route.owner):
            seize(turn, turns, by=by, now=now, in_turn=False)
    return route


def _counter(visit: Visit, errand: str) -> Route:
    people = list(holders_of(COUNTERS[errand], store=visit.store).order_by("pk"))
    if not people:
        reason = _("门店没有人负责“%(errand)s”，请前台联系")
        return Route(None, reason % {"errand": visit.errand.label})
    reason = _("“%(errand)s”由 %(name)s 处理")
    return Route(people[0], reason % {"errand": visit.errand.label, "name": people[0].name}, people)


def _delivery(visit: Visit, by: Any) -> Route:
    expected = find_delivery(visit.customer, visit.store) if visit.customer else None
    if expected:
        reason = _("来提 %(number)s 的车，由订单顾问 %(name)s 接待")
        values = {"number": expected.number, "name": expected.user.name}
        return Route(expected.user, reason % values, [expected.user])
    if visit.customer and visit.customer.owner:
        owner = visit.customer.owner
        return Route(owner, _("提车客户，归属 %(name)s") % {"name": owner.name}, [owner])
    return Route(by, _("没有找到待交车订单，由登记人接待"))


def _consultant(visit: Visit, visitor: Visitor | None, *, by: Any, now: datetime) -> Route:
    turns = lock_turns(visit.store, now=now)
    owner, reason = _owner_of(visitor)
    turn = turn_of(turns, owner)
    if turn is not None and turn.state != Turn.State.AWAY:
        seize(turn, turns, by=by, now=now, in_turn=False)
        return Route(turn.user, reason, [turn.user])
    absent = _absence(owner, turn)
    following = next_waiting(turns)
    told = [owner] if owner is not None and owner.is_active else []
    if following is None:
        reason = absent + _("顾问都在接待中，等候空闲顾问")
        return Route(None, reason, told)
    seize(following, turns, by=by, now=now, in_turn=True)
    reason = absent + _("按接待次序轮到 %(name)s") % {"name": following.user.name}
    return Route(following.user, reason, [following.user, *told])


def _owner_of(visitor: Visitor | None) -> tuple[Any, str]:
    """Who has a claim on the visitor, and by what."""
    if visitor is None:
        return None, ""
    if visitor.drive:
        values = {"number": visitor.drive.number, "name": visitor.drive.owner.name}
        return visitor.drive.owner, _("今日已约试驾 %(number)s，由 %(name)s 接待") % values
    lead_owner = visitor.lead.owner if visitor.lead else None
    owner = lead_owner or visitor.customer.owner
    if owner is None:
        return None, ""
    return owner, _("客户归属 %(name)s，由归属人接待") % {"name": owner.name}


def _absence(owner: Any, turn: Turn | None) -> str:
    if owner is None:
        return ""
    if turn is None:
        return _("归属人 %(name)s 今日不在排班；") % {"name": owner.name}
    return _("归属人 %(name)s 暂离；") % {"name": owner.name}

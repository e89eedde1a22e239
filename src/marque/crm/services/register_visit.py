"""Register who walked in (来店登记): recognised, sent to the right person, in one step."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.events import VisitRegistered
from marque.crm.models import Visit, VisitChange, VisitResult
from marque.crm.queries.visit_results import INTENT
from marque.crm.queries.visitors import Visitor, know_visitor
from marque.crm.services.floor_news import floor_changed, tell
from marque.crm.services.recount_visits import recount
from marque.crm.services.route_visit import Route, route_visit
from marque.crm.words import ERRAND
from marque.foundation.access.authority import acting_post
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.words import entry
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, NotAuthorised
from marque.kernel.events import bus
from marque.kernel.plates import normalise_plate, plate_problem
from marque.kernel.text import translated
from marque.parties import api as parties

LARGEST_PARTY = 99
EARLIEST = timedelta(days=31)


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What the reception sees and asks.  `errand` is a code of the word list.

    With a phone that nobody has yet, `called` becomes the name of a new customer.  `owner`
    overrules the turn.
    """

    errand: str = INTENT
    customer: Any = None
    party_size: int = 1
    is_again: bool = False
    is_invited: bool = False
    plate: str = ""
    called: str = ""
    phone: str = ""
    note: str = ""
    owner: Any = None
    arrived_at: datetime | None = None


@transaction.atomic
def register_visit(*, arrival: Arrival, store: Any, by: Any, now: datetime) -> Visit:
    """Write a visit down and send it on; its `owner_reason` says why this person receives it."""
    if not by.has_perm("crm.register_visit"):
        raise NotAuthorised(_("您没有“登记来店”的权限"))
    visit = _new_visit(arrival, store, by, now)
    visitor = _recognise(arrival, visit)
    _fill(visit, arrival, visitor)
    route = _route(visit, arrival, visitor, by=by, now=now)
    _give(visit, route, by)
    _keep_contact(visit, arrival, by, now)
    visit.number = next_number("crm.visit", store=store, on=timezone.localdate(visit.arrived_at))
    visit.save(force_insert=True)
    if visit.customer is not None:
        parties.note_visit(visit.customer, on=timezone.localdate(visit.arrived_at))
        recount(visit.customer, store.pk, by=by, now=now)
    if visit.is_complete:
        VisitChange.objects.create(
            visit=visit, to_result=visit.result, reason=_("按来店事由"), at=now, by=by
        )
    tell(route.told, _title(visit), visit, by=by)
    floor_changed(store)
    bus.publish(
        VisitRegistered(visit.pk, visit.number, store.pk, visit.errand.code, visit.arrived_at)
    )
    return visit


def _new_visit(arrival: Arrival, store: Any, by: Any, now: datetime) -> Visit:
    at = arrival.arrived_at or now
    if at > now + timedelta(minutes=1):
        raise InvalidInput(_("到店时间不能晚于现在"), field="arrived_at")
    if at < now - EARLIEST:
        raise InvalidInput(_("到店时间太早，只能补登最近一个月的来店"), field="arrived_at")
    if not 1 <= arrival.party_size <= LARGEST_PARTY:
        raise InvalidInput(_("人数应在 1 到 99 之间"), field="party_size")
    try:
        errand = entry(ERRAND, arrival.errand)
    except Entry.DoesNotExist as error:
        raise InvalidInput(_("请选择来店事由"), field="errand") from error
    visit = Visit(store=store, errand=errand, arrived_at=at, created_by=by)
    if errand.code != INTENT:
        visit.result, visit.completed_at = VisitResult.NON_INTENT, now
    return visit


def _recognise(arrival: Arrival, visit: Visit) -> Visitor | None:
    customer = arrival.customer
    if customer is None and arrival.phone:
        customer = parties.find_by_phone(arrival.phone, store=visit.store)
    if customer is None:
        return None
    if customer.store_id != visit.store.pk:
        raise InvalidInput(_("该客户不属于本店，请重新选择"), field="visitor")
    return know_visitor(customer, store=visit.store, now=visit.arrived_at)


def _fill(visit: Visit, arrival: Arrival, visitor: Visitor | None) -> None:
    visit.party_size = arrival.party_size
    visit.plate = _plate(arrival.plate)
    visit.called = arrival.called.strip()[:30]
    visit.note = arrival.note.strip()[:500]
    visit.is_again = arrival.is_again
    visit.was_invited = arrival.is_invited
    if visitor is not None:
        visit.customer = visitor.customer
        visit.lead = visitor.lead
        visit.called = visit.called or visitor.customer.name[:30]
        visit.is_again = visitor.is_again
        visit.was_invited = visit.was_invited or visitor.is_invited


def _plate(text: str) -> str:
    plate = normalise_plate(text)
    if plate and (problem := plate_problem(plate)):
        raise InvalidInput(translated(problem, _), field="plate")
    return plate


def _route(
    visit: Visit, arrival: Arrival, visitor: Visitor | None, *, by: Any, now: datetime
) -> Route:
    """Who receives; an arrival of another day takes nobody's turn."""
    if timezone.localdate(visit.arrived_at) == timezone.localdate(now):
        return route_visit(visit, visitor=visitor, chosen=arrival.owner, by=by, now=now)
    owner = arrival.owner or (visitor.customer.owner if visitor else None) or by
    return Route(owner, _("补登 %(day)s 来店") % {"day": timezone.localdate(visit.arrived_at)})


def _give(visit: Visit, route: Route, by: Any) -> None:
    visit.owner = route.owner
    visit.owner_reason = route.reason[:200]
    post = acting_post(route.owner or by)
    visit.department = post.department if post else None


def _keep_contact(visit: Visit, arrival: Arrival, by: Any, now: datetime) -> None:
    """A phone number that was left makes a customer at once."""
    if visit.customer is not None or not arrival.phone:
        return
    if not visit.called:
        raise InvalidInput(_("留了手机号请同时写称呼，例如“陈先生”"), field="called")
    visit.customer = parties.create_customer(
        details=parties.CustomerDetails(name=visit.called, phone=arrival.phone),
        store=visit.store,
        owner=visit.owner if visit.errand.code == INTENT else None,
        by=by,
        now=now,
    )


def _title(visit: Visit) -> str:
    who = visit.called or visit.plate or _("新客户")
    return _("%(who)s 到店（%(errand)s，%(n)d 人）：%(reason)s") % {
        "who": f"{who} {visit.plate}".strip() if visit.plate != who else who,
        "errand": visit.errand.label,
        "n": visit.party_size,
        "reason": visit.owner_reason,
    }

"""Say what became of a visit (完善来店记录): one of six classes, so that the flow adds up."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.facts import LeadDetails, Wish
from marque.crm.models import FIRST, Visit, VisitResult
from marque.crm.queries.leads import find_chased
from marque.crm.queries.visit_results import Fit, counting_visits, fit_of
from marque.crm.services.change_turn import free_turn
from marque.crm.services.floor_news import floor_changed, settle_todos
from marque.crm.services.receive_lead import receive_lead
from marque.crm.services.recount_visits import recount, relabel, write_down
from marque.crm.words import ERRAND
from marque.foundation.dictionaries.words import entry
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised, StaleDocument
from marque.parties import api as parties

CARDED = (VisitResult.FIRST_CARDED, VisitResult.CARDED_FIRST, VisitResult.AGAIN)


@dataclass(frozen=True, kw_only=True)
class VisitOutcome:
    """What the consultant knows afterwards.  Without `result` the visit counts as it must.

    The customer is `customer`, or found by `phone`, or registered as `name` with `phone`.
    `errand` corrects what the reception heard.
    """

    result: str = ""
    customer: Any = None
    name: str = ""
    phone: str = ""
    level: str = ""
    wish: Wish = field(default_factory=Wish)
    note: str = ""
    errand: str = ""
    left_at: datetime | None = None


@transaction.atomic
def complete_visit(
    *, visit: Visit, outcome: VisitOutcome, by: Any, now: datetime, version: int | None = None
) -> Visit:
    """Give the visit its class, its customer and its lead; an earlier answer is kept as history.

    Refuses a class that the customer's other visits contradict, and says which one fits.
    """
    held = _hold_customers(visit, outcome)
    locked = locked_visit(visit, by=by, version=version)
    if locked.customer_id not in {None, *held}:
        raise StaleDocument(_("%(number)s 刚被他人修改，请重试") % {"number": locked.number})
    before, customer_before = locked.result, locked.customer
    if outcome.errand:
        locked.errand = entry(ERRAND, outcome.errand)
    customer = _customer(locked, outcome, by=by, now=now)
    fit = fit_of(locked, customer)
    result = VisitResult(outcome.result or fit.result)
    if refusal := fit.refusal(result):
        raise GuardRefused(refusal)
    _settle_class(locked, result, customer, now=now)
    _note(locked, outcome, now=now)
    locked.lead = _lead(locked, outcome, by=by, now=now)
    locked.version += 1
    _restate(locked, customer, before=before, fit=fit, by=by, now=now)
    if customer_before is not None and customer_before != locked.customer:
        recount(customer_before, locked.store_id, by=by, now=now)
    _let_go(locked, by=by, now=now)
    return locked


@transaction.atomic
def receive_visitor(*, visit: Visit, by: Any, now: datetime) -> Visit:
    """The consultant is with the visitors now; waiting ends."""
    locked = locked_visit(visit, by=by)
    if locked.received_at is None:
        locked.received_at = now
        locked.version += 1
        locked.save(update_fields=["received_at", "version"])
        settle_todos(locked, now=now)
        floor_changed(locked.store)
    return locked


@transaction.atomic
def end_visit(*, visit: Visit, by: Any, now: datetime) -> Visit:
    """The visitors have left; the consultant is free, the record may still wait to be completed."""
    locked = locked_visit(visit, by=by)
    if locked.left_at is not None:
        raise GuardRefused(_("%(number)s 已登记离店") % {"number": locked.number})
    locked.left_at = now
    locked.version += 1
    locked.save(update_fields=["left_at", "version"])
    _let_go(locked, by=by, now=now)
    return locked


def locked_visit(visit: Visit, *, by: Any, version: int | None = None) -> Visit:
    """The visit as it is now, kept from others; the right to edit it is checked."""
    if not by.has_perm("crm.edit_visit"):
        raise NotAuthorised(_("您没有“完善来店记录”的权限"))
    found: Visit = (
        Visit.objects.visible_to(by)
        .select_for_update(of=("self",))
        .select_related("store__company", "owner", "customer__owner", "errand", "lead")
        .get(pk=visit.pk)
    )
    if version is not None and version != found.version:
        message = _("%(number)s 在您打开页面后已被他人修改，请刷新后重试")
        raise StaleDocument(message % {"number": found.number})
    return found


def _hold_customers(visit: Visit, outcome: VisitOutcome) -> set[int]:
    """Keep the customers' visits from others; customers before visits, so that nobody deadlocks."""
    known = parties.find_by_phone(outcome.phone, store=visit.store) if outcome.phone else None
    present = Visit.objects.filter(pk=visit.pk).values_list("customer", flat=True).first()
    asked = outcome.customer.pk if outcome.customer else None
    keys = [key for key in (present, asked, known.pk if known else None) if key is not None]
    rows = parties.Customer.objects.filter(pk__in=keys).select_for_update(of=("self",), no_key=True)
    return set(rows.order_by("pk").values_list("pk", flat=True))


def _customer(visit: Visit, outcome: VisitOutcome, *, by: Any, now: datetime) -> Any:
    """Whose visit it was; nobody's when it is to count as looked only."""
    if outcome.result == VisitResult.LOOKED:
        return None
    customer = outcome.customer
    if customer is None and outcome.phone:
        customer = parties.find_by_phone(outcome.phone, store=visit.store)
        customer = customer or _register(visit, outcome, by=by, now=now)
    customer = customer or visit.customer
    if customer is None and outcome.result in CARDED:
        raise InvalidInput(_("请选择客户，或填写姓名和手机号建档"), field="phone")
    if customer is not None and customer.store_id != visit.store_id:
        raise InvalidInput(_("该客户不属于本店，请重新选择"), field="customer")
    return customer


def _register(visit: Visit, outcome: VisitOutcome, *, by: Any, now: datetime) -> Any:
    name = outcome.name.strip() or visit.called
    if not name:
        raise InvalidInput(_("请填写客户姓名"), field="name")
    return parties.create_customer(
        details=parties.CustomerDetails(name=name, phone=outcome.phone),
        store=visit.store,
        owner=visit.owner,
        by=by,
        now=now,
    )


def _settle_class(visit: Visit, result: VisitResult, customer: Any, *, now: datetime) -> None:
    visit.result, visit.customer = result, customer
    visit.is_again = result == VisitResult.AGAIN or (
        visit.is_again and result not in (VisitResult.FIRST_CARDED, VisitResult.CARDED_FIRST)
    )
    visit.completed_at = now


def _note(visit: Visit, outcome: VisitOutcome, *, now: datetime) -> None:
    visit.note = outcome.note.strip()[:500] or visit.note
    visit.received_at = visit.received_at or min(now, outcome.left_at or now)
    if outcome.left_at is None:
        return
    if not visit.arrived_at <= outcome.left_at <= now:
        raise InvalidInput(_("离店时间应在到店之后、现在之前"), field="left_at")
    visit.left_at = outcome.left_at


def _lead(visit: Visit, outcome: VisitOutcome, *, by: Any, now: datetime) -> Any:
    """The chase that the visit belongs to; a carded visitor without one gets one."""
    if visit.result not in CARDED:
        return visit.lead if visit.customer and visit.result != VisitResult.LOOKED else None
    customer: Any = visit.customer
    chased = find_chased(customer, store=visit.store)
    if chased is not None:
        return chased
    if visit.lead is not None and visit.lead.customer_id == visit.customer_id:
        return visit.lead
    details = LeadDetails(
        name=customer.name,
        phone=customer.phone,
        source="walk_in",
        level=outcome.level,
        wish=outcome.wish,
    )
    owner = visit.owner or customer.owner
    return receive_lead(details=details, store=visit.store, by=by, now=now, owner=owner).lead


def _restate(visit: Visit, customer: Any, *, before: str, fit: Fit, by: Any, now: datetime) -> None:
    """Save the visit between the others of its customer: the later ones give way first."""
    if customer is not None and visit.result in FIRST:
        later = counting_visits(customer, visit.store_id).exclude(pk=visit.pk)
        for other in later.filter(result__in=FIRST).select_for_update(of=("self",)):
            relabel(other, VisitResult.AGAIN, _("补录了更早的一次来店"), by=by, now=now)
    visit.save()
    if before != visit.result:
        reason = fit.reason if visit.result == fit.result else _("由 %(by)s 判定") % {"by": by.name}
        write_down(visit, before, reason, by=by, now=now)
    if customer is not None:
        parties.note_visit(customer, on=timezone.localdate(visit.arrived_at))
        recount(customer, visit.store_id, by=by, now=now)


def _let_go(visit: Visit, *, by: Any, now: datetime) -> None:
    if visit.left_at is not None:
        if visit.owner is not None:
            free_turn(store=visit.store, user=visit.owner, by=by, now=now)
        settle_todos(visit, now=now)
    floor_changed(visit.store)

"""The one intake of leads (CUS-26, LED-01): screen, phone, website, files and programs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.crm.events import LeadReceived
from marque.crm.facts import LeadDetails, Received, Wish
from marque.crm.models import Assignment, Lead
from marque.crm.queries.assignment import Choice, choose_owner
from marque.crm.queries.leads import find_chased
from marque.crm.queries.people import assigners
from marque.crm.queries.times import first_deadline
from marque.crm.services.basics import lead_changed, locked_lead, pick, tell
from marque.crm.services.give_lead import give
from marque.crm.words import LEVEL, PURPOSE, SOURCE
from marque.crm.workflow import LeadStatus
from marque.foundation.documents.models import StatusChange
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import Duplicate, InvalidInput
from marque.kernel.events import bus
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated
from marque.organisation.models import Store, User
from marque.parties import api as parties

CUSTOMER_SOURCES = {"walk_in", "hotline", "referral"}
"""Sources that the customer record knows by the same name."""
LONGEST_KEY = 80


@transaction.atomic
def receive_lead(
    *,
    details: LeadDetails,
    store: Store,
    by: User,
    now: datetime,
    owner: User | None = None,
) -> Received:
    """Register a lead of `store`, whatever channel it came by; `by` registers it.

    The customer is found by phone or registered once, also when two channels report them at the
    same second.  A customer who is chased already gets no second chase: the new lead is kept as
    已有档案, its owner is told and calls again soon.  `owner` fixes who gets a new lead, else the
    rules of the store decide.  Raises `InvalidInput` for wrong details.
    """
    intake = _Intake(
        details=details,
        phone=told_phone(details.phone),
        source=pick(SOURCE, details.source, field="source"),
        store=store,
        by=by,
        now=now,
        owner=owner,
    )
    if (first := _repeated(intake)) is not None:
        return Received(first, is_repeated=True)
    try:
        with transaction.atomic():
            return _receive(intake)
    except IntegrityError as error:
        if "platform_lead_comes_once" not in str(error):
            raise
        return Received(_repeated(intake), is_repeated=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Intake:
    """One intake: what was told, checked, and where and when."""

    details: LeadDetails
    phone: str
    source: Any
    store: Any
    by: Any
    now: datetime
    owner: Any


def _receive(intake: _Intake) -> Received:
    customer = parties.find_by_phone(intake.phone, store=intake.store)
    was_known = customer is not None
    chased = _locked_chase(customer, intake.store)
    choice = _choose(intake, customer) if chased is None else None
    if customer is None:
        customer, was_known = _customer(intake, keeper=choice.user if choice else None)
        chased = _locked_chase(customer, intake.store) if was_known else None
    lead = _lead(intake, customer)
    lead.was_on_file = was_known
    if chased is not None:
        return _on_file(lead, chased, by=intake.by, now=intake.now)
    lead.next_at = first_deadline(intake.now, store=intake.store)
    lead.save(force_insert=True)
    _hand(lead, choice or Choice(None, _("转入公海待分配")), by=intake.by, now=intake.now)
    bus.publish(LeadReceived(lead.pk, lead.number, lead.store_id, customer.pk, intake.now))
    return Received(lead)


def told_phone(text: str) -> str:
    """The stored form of a number; raises `InvalidInput`."""
    if problem := phone_problem(text):
        raise InvalidInput(translated(problem, _), field="phone")
    return normalise_phone(text)


def _repeated(intake: _Intake) -> Lead | None:
    key = told_key(intake.details)
    if not key:
        return None
    found: Lead | None = Lead.objects.filter(source=intake.source, external_key=key).first()
    return found


def told_key(details: LeadDetails) -> str:
    """The platform's own number of the lead as it is stored; empty without one."""
    return details.external_key.strip()[:LONGEST_KEY]


def _locked_chase(customer: Any, store: Any) -> Lead | None:
    """The chase of a customer, decided one intake after the other."""
    if customer is None:
        return None
    parties.Customer.objects.select_for_update(no_key=True).get(pk=customer.pk)
    chased = find_chased(customer, store=store)
    return locked_lead(chased) if chased is not None else None


def _choose(intake: _Intake, customer: Any) -> Choice:
    if intake.owner is not None:
        reason = _("登记时指定 %(name)s") % {"name": intake.owner.name}
        return Choice(intake.owner, reason, how=Assignment.How.HAND)
    return choose_owner(
        store=intake.store,
        source=intake.source,
        series=_series(intake.details.wish),
        customer=customer,
        now=intake.now,
        lock=True,
    )


def _series(wish: Wish) -> Any:
    return wish.trim.model.series if wish.trim is not None else wish.series


def _customer(intake: _Intake, *, keeper: Any) -> tuple[Any, bool]:
    """The customer of this phone, and whether somebody else registered them a moment ago."""
    told = customer_details(intake.details, phone=intake.phone, source=intake.source)
    store, by, now = intake.store, intake.by, intake.now
    try:
        with transaction.atomic():
            made = parties.create_customer(details=told, store=store, owner=keeper, by=by, now=now)
            return made, False
    except Duplicate:
        found = parties.find_by_phone(intake.phone, store=store)
        if found is None:
            raise
        return found, True


def customer_details(details: LeadDetails, *, phone: str, source: Any) -> parties.CustomerDetails:
    """What a lead tells about a customer who is new."""
    code = source.code if source.code in CUSTOMER_SOURCES else "online"
    return parties.CustomerDetails(name=details.name, phone=phone, source=code)


def _lead(intake: _Intake, customer: Any) -> Lead:
    details = intake.details
    lead = Lead(
        number=next_number("crm.lead", store=intake.store, on=timezone.localdate(intake.now)),
        store=intake.store,
        customer=customer,
        source=intake.source,
        source_note=details.source_note.strip()[:120],
        external_key=told_key(details),
        arrived_at=intake.now,
        created_at=intake.now,
        created_by=intake.by,
        level=pick(LEVEL, details.level, field="level") if details.level else None,
    )
    fill_wish(lead, details.wish)
    return lead


def fill_wish(lead: Lead, wish: Wish) -> None:
    """Write the wish to the lead, unsaved; raises `InvalidInput` for an upside-down budget."""
    low, high = wish.amount_budget_from, wish.amount_budget_to
    if low is not None and high is not None and low > high:
        raise InvalidInput(_("预算的下限不能大于上限。"), field="amount_budget_from")
    chosen = {
        "series": _series(wish),
        "purpose": pick(PURPOSE, wish.purpose, field="purpose") if wish.purpose else None,
    }
    for name, value in (vars(wish) | chosen).items():
        setattr(lead, name, value.strip() if isinstance(value, str) else value)


def _on_file(lead: Lead, chased: Lead, *, by: Any, now: datetime) -> Received:
    """Keep a repeated lead beside the chase, and make the owner call again soon."""
    lead.merged_into, lead.owner, lead.department = chased, chased.owner, chased.department
    lead.closed_at = now
    setattr(lead, "status", LeadStatus.ON_FILE)  # noqa: B010  it is born so, not moved
    lead.save(force_insert=True)
    recognised(lead, chased, by=by).save(force_insert=True)
    soon = first_deadline(now, store=chased.store)
    if chased.next_at is None or chased.next_at > soon:
        chased.next_at = soon
        chased.version += 1
        chased.save(update_fields=["next_at", "version"])
    tell(chased, _those_to_tell(chased), again_title(lead, chased), by=by)
    lead_changed(chased)
    return Received(lead, chased=chased)


def recognised(lead: Lead, chased: Lead, *, by: Any) -> StatusChange:
    """The line of history of a lead that is kept beside a chase, unsaved."""
    return StatusChange(
        document_type="crm.lead",
        document_id=lead.pk,
        transition="recognise",
        from_status=LeadStatus.NEW,
        to_status=LeadStatus.ON_FILE,
        by=by,
        note=chased.number,
    )


def again_title(lead: Lead, chased: Lead) -> str:
    """What the bell tells whoever chases a customer who asked again."""
    return _("%(name)s 又从%(source)s留资，请尽快联系") % {
        "name": chased.customer.name,
        "source": lead.source.label,
    }


def waiting_title(lead: Lead) -> str:
    """What the bell tells those who hand out leads of one in the pool."""
    told = {"name": lead.customer.name, "wanted": lead.wanted}
    return (_("待分配线索：%(name)s %(wanted)s") % told).strip()


def _hand(lead: Lead, choice: Choice, *, by: Any, now: datetime) -> None:
    if choice.user is not None:
        give(lead, to=choice.user, how=choice.how, reason=choice.reason, by=by, now=now)
        return
    Assignment.objects.create(
        lead=lead, how=Assignment.How.RULE, reason=choice.reason, at=now, by=by
    )
    tell(lead, _those_to_tell(lead), waiting_title(lead), by=by)
    lead_changed(lead)


def _those_to_tell(lead: Lead) -> list[Any]:
    return [lead.owner] if lead.owner else assigners(lead.store)

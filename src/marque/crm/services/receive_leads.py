"""Many leads of one store at once, in sets: a platform's file (CUS-26)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import DatabaseError, models, transaction
from django.db.models import F
from django.utils import timezone
from psycopg import errors

from marque.crm.events import LeadReceived, LeadsAssigned
from marque.crm.facts import LeadDetails, Received
from marque.crm.models import Assignment, Lead
from marque.crm.queries.assignment import LONGEST_REASON, Choice, Chooser
from marque.crm.queries.people import assigners
from marque.crm.queries.times import first_deadline
from marque.crm.services.basics import lock_leads, pick
from marque.crm.services.give_lead import assigned, new_title, own
from marque.crm.services.receive_lead import (
    again_title,
    customer_details,
    fill_wish,
    recognised,
    told_key,
    told_phone,
    waiting_title,
)
from marque.crm.words import LEVEL, SOURCE
from marque.crm.workflow import LeadStatus
from marque.foundation.imports.copying import copy_rows, give_keys
from marque.foundation.live.publish import publish, publish_all
from marque.foundation.notifications.services import Notice, notify_each
from marque.foundation.numbering.services import next_numbers
from marque.kernel.events import bus
from marque.organisation.models import Store, User
from marque.parties import api as parties

CHUNK = 2_000
TRIES = 5
RACES = (errors.UniqueViolation, errors.DeadlockDetected)
"""What happens when somebody registers the same customer or lead at the same moment."""
OF_CUSTOMER = (
    "phone_index", "name", "owner", "owner_since", "created_at", "protected_until", "store",
)  # fmt: skip
"""What a decision needs of a known customer; the sealed texts stay sealed."""

Report = Callable[[int, int], None]


def receive_leads(
    *,
    told: Sequence[LeadDetails],
    store: Store,
    by: User,
    now: datetime,
    report: Report = lambda _done, _total: None,
) -> list[Received]:
    """Register leads of `store` in their order, all or none; what came of each, in that order.

    Leaves what `receive_lead` would leave if it were called for one after the other: the same
    customers, owners, reasons, numbers, histories and notices.  Publishes one `LeadReceived` a
    new chase as it does, and one `LeadsAssigned` instead of many `LeadAssigned`.  When somebody
    registers one of the customers or leads meanwhile, everything is decided anew.
    Raises `InvalidInput` for wrong details.
    """
    for _n in range(TRIES - 1):
        try:
            with transaction.atomic():
                return _Intakes(told, store=store, by=by, now=now).receive(report)
        except (DatabaseError, *RACES) as error:  # a COPY raises as PostgreSQL does
            if not isinstance(error, RACES) and not isinstance(error.__cause__, RACES):
                raise
    with transaction.atomic():
        return _Intakes(told, store=store, by=by, now=now).receive(report)


@dataclass(slots=True)
class _Intake:
    """One lead on its way in: what was told, and what was decided."""

    details: LeadDetails
    phone: str
    source: Any
    lead: Any = None
    chased: Any = None
    choice: Choice | None = None
    is_repeated: bool = False


class _Intakes:
    """All leads of one file: read in sets, decided one after the other, written in sets."""

    def __init__(
        self, told: Sequence[LeadDetails], *, store: Store, by: User, now: datetime
    ) -> None:
        self.store, self.by, self.now = store, by, now
        words = _Words()
        self.words = words
        self.all = [
            _Intake(one, told_phone(one.phone), words.pick(SOURCE, one.source, field="source"))
            for one in told
        ]
        self.deadline = first_deadline(now, store=store)
        self.people: dict[int, User] = {}
        self.customers: dict[str, Any] = {}
        self.chases: dict[str, Lead] = {}
        self.new: list[_Intake] = []

    def receive(self, report: Report) -> list[Received]:
        """Do it."""
        self._read()
        mine = self._decide()
        self._register()
        report(len(self.all) // 4, len(self.all))
        self._write(mine)
        report(len(self.all) * 3 // 4, len(self.all))
        self._tell(mine)
        report(len(self.all), len(self.all))
        return [Received(x.lead, chased=x.chased, is_repeated=x.is_repeated) for x in self.all]

    # -- reading ----------------------------------------------------------------------------------
    def _read(self) -> None:
        """Which leads came before, who is known and who is chased; locked as intakes lock."""
        self.before = _repeated(self.all)
        known = parties.find_by_phones({one.phone for one in self.all}, store=self.store)
        keys = list(known.order_by("pk").select_for_update(no_key=True).values_list("pk"))
        rows = parties.Customer.objects.filter(pk__in=[pk for (pk,) in keys])
        by_mark = {row.phone_index: row for row in rows.select_related("owner").only(*OF_CUSTOMER)}
        chased = Lead.objects.chased().filter(store=self.store, customer__in=by_mark.values())
        by_customer = {lead.customer_id: lead for lead in lock_leads(chased)}
        marks = parties.phone_marks({one.phone for one in self.all})
        for phone, mark in marks.items():
            if (row := by_mark.get(mark)) is None:
                continue
            row.owner = self._one(row.owner)
            self.customers[phone] = row
            if lead := by_customer.get(row.pk):
                lead.owner = self._one(lead.owner)
                self.chases[phone] = lead

    def _one(self, person: User | None) -> User | None:
        """The same object for the same person, whose post is then read once."""
        return self.people.setdefault(person.pk, person) if person else None

    # -- deciding ---------------------------------------------------------------------------------
    def _decide(self) -> list[_Intake]:
        """Make the leads, unsaved, without the numbers; those that came before are left out."""
        chooser = Chooser(self.store, now=self.now, lock=True)
        free = [row for phone, row in self.customers.items() if phone not in self.chases]
        chooser.know(free)
        mine = []
        for one in self.all:
            key = (one.source.pk, told_key(one.details))
            if key[1] and (first := self.before.get(key)) is not None:
                one.lead, one.is_repeated = first, True
                continue
            self._decide_one(one, chooser)
            if key[1]:
                self.before[key] = one.lead
            mine.append(one)
        return mine

    def _decide_one(self, one: _Intake, chooser: Chooser) -> None:
        customer = self.customers.get(one.phone)
        one.lead = lead = self._lead(one)
        lead.was_on_file = customer is not None or one.phone in self.chases
        one.chased = self.chases.get(one.phone)
        if one.chased is not None:
            return
        one.choice = chooser.choose(source=one.source, series=lead.series, customer=customer)
        chooser.note(one.choice)
        self.chases[one.phone] = lead
        if customer is None:
            self.new.append(one)

    def _lead(self, one: _Intake) -> Lead:
        details = one.details
        lead = Lead(
            store=self.store,
            source=one.source,
            source_note=details.source_note.strip()[:120],
            external_key=told_key(details),
            arrived_at=self.now,
            created_at=self.now,
            created_by=self.by,
            level=self.words.pick(LEVEL, details.level, field="level") if details.level else None,
        )
        fill_wish(lead, details.wish)
        return lead

    # -- writing ----------------------------------------------------------------------------------
    def _register(self) -> None:
        """The customers who are new."""
        told = [
            parties.NewCustomer(
                customer_details(one.details, phone=one.phone, source=one.source),
                one.choice.user if one.choice else None,
            )
            for one in self.new
        ]
        made = parties.create_customers(told, store=self.store, by=self.by, now=self.now)
        for one, customer in zip(self.new, made, strict=True):
            self.customers[one.phone] = customer

    def _write(self, mine: Sequence[_Intake]) -> None:
        leads = [one.lead for one in mine]
        give_keys(leads)
        on = timezone.localdate(self.now)
        numbers = next_numbers("crm.lead", len(leads), store=self.store, on=on)
        for one, number in zip(mine, numbers, strict=True):
            one.lead.number = number
            one.lead.customer = self.customers[one.phone]
            self._finish(one)
        _copy(leads)
        _copy([recognised(x.lead, x.chased, by=self.by) for x in mine if x.chased is not None])
        _copy([self._assignment(x.lead, x.choice) for x in mine if x.choice is not None])
        self._call_again_soon(mine)

    def _finish(self, one: _Intake) -> None:
        """Put on the lead what was decided."""
        lead, chased = one.lead, one.chased
        if chased is not None:
            lead.merged_into, lead.owner, lead.department = chased, chased.owner, chased.department
            lead.closed_at = self.now
            setattr(lead, "status", LeadStatus.ON_FILE)  # noqa: B010  it is born so, not moved
            return
        lead.next_at = self.deadline
        if one.choice is not None and one.choice.user is not None:
            own(lead, self._one(one.choice.user), by=self.by, now=self.now)
            lead.version += 1

    def _assignment(self, lead: Lead, choice: Choice) -> Assignment:
        return Assignment(
            lead=lead,
            to_user=choice.user,
            how=choice.how,
            reason=choice.reason[:LONGEST_REASON],
            at=self.now,
            by=self.by,
        )

    def _call_again_soon(self, mine: Iterable[_Intake]) -> None:
        """Customers who were in the chase before and asked again are to be called soon."""
        chased = {one.chased.pk: one.chased for one in mine if one.chased is not None}
        late = [
            pk for pk, lead in chased.items() if not lead.next_at or lead.next_at > self.deadline
        ]
        Lead.objects.filter(pk__in=late).update(next_at=self.deadline, version=F("version") + 1)

    # -- telling ----------------------------------------------------------------------------------
    def _tell(self, mine: Sequence[_Intake]) -> None:
        """Bells, open pages and whoever listens."""
        hands = assigners(self.store)
        notify_each([notice for one in mine for notice in self._notices(one, hands)])
        self._refresh(mine)
        given = [(x.lead, x.choice) for x in mine if x.choice and x.choice.user]
        if given:
            bus.publish(
                LeadsAssigned(
                    tuple(assigned(x, c.user, c.reason, how=c.how) for x, c in given if c.user)
                )
            )
        for one in mine:
            if one.choice is not None:
                lead = one.lead
                told = (lead.pk, lead.number, lead.store_id, lead.customer_id, self.now)
                bus.publish(LeadReceived(*told))

    def _notices(self, one: _Intake, hands: Sequence[User]) -> Iterable[Notice]:
        about, people = one.chased or one.lead, hands
        if about.owner is not None:
            people = [about.owner]
        if one.chased is not None:
            title = again_title(one.lead, one.chased)
        else:
            title = new_title(one.lead) if one.lead.owner else waiting_title(one.lead)
        url = about.get_absolute_url()
        for person in people:
            if person.pk != self.by.pk:
                yield Notice(user=person, kind="todo", title=title, url=url, record=about.number)

    def _refresh(self, mine: Sequence[_Intake]) -> None:
        """Open pages and lists read again, each once."""
        touched = {one.chased.number for one in mine if one.chased is not None}
        publish_all([f"lead:{number}" for number in sorted(touched)], "lead:changed")
        owners = {one.lead.owner_id for one in mine} - {None}
        publish_all([f"leads:{pk}" for pk in sorted(owners)], "leads:changed")
        publish(f"desk:{self.store.code}", "leads:changed")


class _Words:
    """The words of the lists, each looked up once."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], Any] = {}

    def pick(self, kind: str, code: str, *, field: str) -> Any:
        """The word; raises `InvalidInput`."""
        if (kind, code) not in self._found:
            self._found[kind, code] = pick(kind, code, field=field)
        return self._found[kind, code]


def _repeated(all_of_them: Iterable[_Intake]) -> dict[tuple[int, str], Lead]:
    """The leads that came before under the same number of the same platform."""
    keys = {(one.source.pk, key) for one in all_of_them if (key := told_key(one.details))}
    if not keys:
        return {}
    sources, names = {source for source, _key in keys}, {key for _source, key in keys}
    rows = Lead.objects.filter(source__in=sources, external_key__in=names)
    found = {(row.source_id, row.external_key): row for row in rows.order_by("-pk")}
    return {key: row for key, row in found.items() if key in keys}


def _copy(rows: Sequence[models.Model]) -> None:
    for start in range(0, len(rows), CHUNK):
        copy_rows(rows[start : start + CHUNK])

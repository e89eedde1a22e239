"""Write down a visit to the workshop, correct it (CUS-10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.dictionaries.models import Entry
from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, refusing
from marque.organisation.models import Store, User
from marque.parties.facts import Paper, PartLine, ServiceDetails
from marque.parties.models import Customer, ServicePart, ServiceRecord
from marque.parties.services import record_basics as basics
from marque.parties.services.reach import locked_customer
from marque.parties.words import SERVICE_KIND

MOST_KM = 3_000_000
MOST_HOURS = Decimal(1000)
MOST_PARTS = 100
MOST_OF_A_PART = Decimal(100_000)
SERIES = "parties.servicerecord"


@transaction.atomic
def record_service(
    customer: Customer,
    *,
    store: Store,
    details: ServiceDetails,
    by: User,
    now: datetime,
    paper: Paper | None = None,
) -> ServiceRecord:
    """Write a visit into the customer's file; the visit counts for the base and for churn.

    With a `paper` the record follows that document: telling it again corrects the record.
    Raises `NotAuthorised`, `InvalidInput`, `Duplicate`.
    """
    locked = locked_customer(customer, by=by)
    today = timezone.localdate(now)
    told = basics.of_paper(ServiceRecord, paper)
    values = tidy_service(details, today=today)
    parts = values.pop("parts")
    if paper is not None:
        values |= basics.source_of(paper)
    number = values["document_number"]
    basics.refuse_repeat(ServiceRecord, besides=told, store=store, document_number=number)
    row = told or _new(locked, store=store, by=by, now=now, paper=paper)
    _write(row, values, parts)
    basics.settle([locked.pk], today=today)
    return row


@transaction.atomic
def edit_service(
    record: ServiceRecord, *, details: ServiceDetails, by: User, now: datetime, version: int | None
) -> ServiceRecord:
    """Correct a typed or imported visit.

    Raises `StaleDocument`, `GuardRefused` for a voided one, and what `record_service` raises.
    """
    row: ServiceRecord = basics.held_for_change(record, by=by, version=version)
    today = timezone.localdate(now)
    values = tidy_service(details, today=today)
    parts = values.pop("parts")
    number = values["document_number"]
    basics.refuse_repeat(ServiceRecord, besides=row, store=row.store_id, document_number=number)
    row.version += 1
    _write(row, values, parts)
    basics.settle([row.customer_id], today=today)
    return row


def _new(
    customer: Customer, *, store: Store, by: User, now: datetime, paper: Paper | None
) -> ServiceRecord:
    number = next_number(SERIES, store=store, on=timezone.localdate(now))
    start = basics.first_state(store=store, by=by, now=now, number=number)
    return ServiceRecord(customer=customer, **start | basics.source_of(paper))


def _write(row: ServiceRecord, values: dict[str, Any], parts: Sequence[PartLine]) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    is_known = row.pk is not None
    stands = basics.number_stands(row.document_number)
    with refusing({"service_record_number_stands_once": stands}):
        row.save()
    if is_known:
        row.parts.all().delete()
    ServicePart.objects.bulk_create(parts_of(row, parts))


def parts_of(row: ServiceRecord, parts: Sequence[PartLine]) -> list[ServicePart]:
    """The rows of the parts, in their order, not saved yet."""
    return [
        ServicePart(
            record=row, position=place, code=part.code, name=part.name, quantity=part.quantity
        )
        for place, part in enumerate(parts, start=1)
    ]


def tidy_service(
    details: ServiceDetails, *, today: Any, kind: Entry | None = None
) -> dict[str, Any]:
    """The fields of a visit as they are stored.  Raises `InvalidInput`."""
    basics.check_day(details.came_on, today=today, field="came_on")
    _check_measures(details)
    for name in ("amount_labour", "amount_parts"):
        basics.check_money(getattr(details, name), field=name)
    adviser_name = "" if details.adviser else basics.line(details.adviser_name, 60)
    return basics.tidy_car(details) | {
        "came_on": details.came_on,
        "kind": kind or _kind(details.kind),
        "mileage_km": details.mileage_km,
        "fault": basics.line(details.fault, 200),
        "parts": [_part(part) for part in details.parts[:MOST_PARTS]],
        "adviser": details.adviser,
        "adviser_name": adviser_name,
        "quantity_hours": details.quantity_hours,
        "amount_labour": details.amount_labour or Decimal(0),
        "amount_parts": details.amount_parts or Decimal(0),
        "document_number": basics.tidy_number(details.document_number),
        "remark": basics.line(details.remark, 500),
    }


def _check_measures(details: ServiceDetails) -> None:
    km, hours = details.mileage_km, details.quantity_hours
    if km is not None and not 0 <= km <= MOST_KM:
        raise InvalidInput(_("里程应在 0 至 300 万公里之间。"), field="mileage_km")
    if hours is not None and not 0 <= hours < MOST_HOURS:
        raise InvalidInput(_("工时应在 0 至 1000 小时之间。"), field="quantity_hours")


def _kind(code: str) -> Entry:
    found: Entry | None = Entry.objects.of(SERVICE_KIND).filter(code=code).first()
    if found is None:
        raise InvalidInput(_("请选择维修保养类型。"), field="kind")
    return found


def _part(part: PartLine) -> PartLine:
    name = basics.line(part.name, 80)
    if not name:
        raise InvalidInput(_("请填写配件名称。"), field="parts")
    if not 0 < part.quantity < MOST_OF_A_PART:
        raise InvalidInput(_("配件“%s”的数量应大于 0。") % name, field="parts")
    return replace(part, name=name, code=basics.line(part.code, 40))

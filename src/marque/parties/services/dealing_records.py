"""Write down a loan, insurance, registration or inspection, correct it (CUS-09)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.numbering.services import next_number
from marque.kernel.errors import InvalidInput, refusing
from marque.organisation.models import Store, User
from marque.parties.facts import DealingDetails, Paper
from marque.parties.models import EXPIRING, PROVIDED, Customer, DealingKind, DealingRecord
from marque.parties.services import record_basics as basics
from marque.parties.services.reach import locked_customer

SERIES = "parties.dealingrecord"


@transaction.atomic
def record_dealing(
    customer: Customer,
    *,
    store: Store,
    details: DealingDetails,
    by: User,
    now: datetime,
    paper: Paper | None = None,
) -> DealingRecord:
    """Write an arrangement into the customer's file.

    With a `paper` the record follows that document: telling it again corrects the record.
    Raises `NotAuthorised`, `InvalidInput`, `Duplicate`.
    """
    locked = locked_customer(customer, by=by)
    today = timezone.localdate(now)
    told = basics.of_paper(DealingRecord, paper)
    values = tidy_dealing(details, today=today)
    if paper is not None:
        values |= basics.source_of(paper)
    _refuse_repeat(values, store=store, besides=told)
    row = told or _new(locked, store=store, by=by, now=now, paper=paper)
    _write(row, values)
    basics.settle([locked.pk], today=today)
    return row


@transaction.atomic
def edit_dealing(
    record: DealingRecord, *, details: DealingDetails, by: User, now: datetime, version: int | None
) -> DealingRecord:
    """Correct a typed or imported arrangement.

    Raises `StaleDocument`, `GuardRefused` for a voided one, and what `record_dealing` raises.
    """
    row: DealingRecord = basics.held_for_change(record, by=by, version=version)
    today = timezone.localdate(now)
    values = tidy_dealing(details, today=today)
    _refuse_repeat(values, store=row.store_id, besides=row)
    row.version += 1
    _write(row, values)
    basics.settle([row.customer_id], today=today)
    return row


def _refuse_repeat(values: dict[str, Any], *, store: Any, besides: Any) -> None:
    where = {name: values[name] for name in ("kind", "document_number")}
    basics.refuse_repeat(DealingRecord, besides=besides, store=store, **where)


def _new(
    customer: Customer, *, store: Store, by: User, now: datetime, paper: Paper | None
) -> DealingRecord:
    number = next_number(SERIES, store=store, on=timezone.localdate(now))
    start = basics.first_state(store=store, by=by, now=now, number=number)
    return DealingRecord(customer=customer, **start | basics.source_of(paper))


def _write(row: DealingRecord, values: dict[str, Any]) -> None:
    owner = values.pop("owner")
    for name, value in values.items():
        setattr(row, name, value)
    row.owner = owner or row.owner
    stands = basics.number_stands(row.document_number)
    with refusing({"dealing_record_number_stands_once": stands}):
        row.save()


def tidy_dealing(details: DealingDetails, *, today: date) -> dict[str, Any]:
    """The fields of an arrangement as they are stored.  Raises `InvalidInput`."""
    if details.kind not in DealingKind.values:
        raise InvalidInput(_("请选择业务种类。"), field="kind")
    basics.check_day(details.done_on, today=today, field="done_on")
    _check_term(details)
    basics.check_money(details.amount, field="amount")
    provider = basics.line(details.provider, 60)
    if details.kind in PROVIDED and not provider:
        raise InvalidInput(_("请填写银行或保险公司。"), field="provider")
    return basics.tidy_car(details) | {
        "kind": details.kind,
        "done_on": details.done_on,
        "expires_on": details.expires_on,
        "provider": provider,
        "amount": details.amount,
        "document_number": basics.tidy_number(details.document_number),
        "owner": details.owner,
        "remark": basics.line(details.remark, 500),
    }


def _check_term(details: DealingDetails) -> None:
    ends = details.expires_on
    if details.kind in EXPIRING and ends is None:
        raise InvalidInput(_("保险和年审请填写到期日期。"), field="expires_on")
    if details.kind == DealingKind.PLATE and ends is not None:
        raise InvalidInput(_("上牌没有到期日期，请清空。"), field="expires_on")
    if ends is not None and ends < details.done_on:
        raise InvalidInput(_("到期日期不能早于办理日期。"), field="expires_on")

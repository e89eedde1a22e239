"""What records of repair visits and of arrangements share: checks, sources, and what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.plates import normalise_plate, plate_problem
from marque.kernel.text import translated
from marque.kernel.vin import normalise_vin, vin_problem
from marque.organisation.models import Store
from marque.parties.facts import CarDetails, Paper
from marque.parties.models import DealingRecord, RecordSource, ServiceRecord
from marque.parties.services.compute_worth import compute_worth
from marque.parties.services.tell_pages import tell_pages
from marque.parties.workflow import RecordStatus

MOST_MONEY = Decimal(10) ** 10
Kind = type[ServiceRecord] | type[DealingRecord]
Row = ServiceRecord | DealingRecord


def line(text: str, most: int) -> str:
    """Typed text on one line, no longer than the field."""
    return " ".join(str(text).split())[:most]


def tidy_number(text: str) -> str:
    """A number of somebody else's paper as it is stored: capitals, no blanks."""
    return re.sub(r"\s", "", str(text)).upper()[:40]


def tidy_car(details: CarDetails) -> dict[str, str]:
    """Plate, VIN and model as they are stored.  Raises `InvalidInput`."""
    plate = normalise_plate(details.plate)
    if plate and (wrong := plate_problem(plate)):
        raise InvalidInput(translated(wrong, _), field="plate")
    vin = normalise_vin(details.vin)
    problem = vin_problem(vin, new_stock=False) if vin else None
    if problem is not None and problem.severity == "hard":
        raise InvalidInput(translated(problem.message, _), field="vin")
    return {"plate": plate, "vin": vin, "car": line(details.car, 60)}


def check_day(day: date, *, today: date, field: str) -> None:
    """Records tell of what has happened."""
    if day > today:
        raise InvalidInput(_("日期不能晚于今天。"), field=field)


def check_money(amount: Decimal | None, *, field: str) -> None:
    """No negative amounts, and none that cannot be."""
    if amount is not None and not 0 <= amount < MOST_MONEY:
        raise InvalidInput(_("金额不能为负数，也不能超过 100 亿元。"), field=field)


def of_paper(model: Kind, paper: Paper | None) -> Any:
    """The record that tells of a document already, locked; `None` if there is none."""
    if paper is None:
        return None
    rows = model.objects.filter(document_type=paper.document_type, document_id=paper.document_id)
    return rows.locked().first()


def source_of(paper: Paper | None) -> dict[str, Any]:
    """The fields that say where a record comes from."""
    if paper is None:
        return {"source": RecordSource.TYPED}
    return {
        "source": RecordSource.DOCUMENT,
        "document_type": paper.document_type,
        "document_id": paper.document_id,
        "document_number": tidy_number(paper.number),
    }


def number_stands(number: str) -> Duplicate:
    """The refusal of a number that is there already."""
    return Duplicate(_("单号 %(number)s 已经登记过，同一张单据只登记一次。") % {"number": number})


def refuse_repeat(model: Kind, *, besides: Any = None, **where: Any) -> None:
    """A number stands once among the valid records of a store.  Raises `Duplicate`."""
    number = where.get("document_number")
    if not number:
        return
    rows = model.objects.valid().filter(**where)
    if besides is not None:
        rows = rows.exclude(pk=besides.pk)
    if rows.exists():
        raise number_stands(number)


def held_for_change(row: Row, *, by: Any, version: int | None) -> Any:
    """The record, locked, if it may be corrected here by this person.

    Raises `NotAuthorised`, `StaleDocument`, `GuardRefused`.
    """
    model: Any = type(row)
    held = model.objects.editable_by(by).locked().filter(pk=row.pk).first()
    if held is None:
        raise NotAuthorised(_("这位客户不在您的范围内。"))
    held.check_version(version)
    if not held.is_valid:
        raise GuardRefused(_("%s 已作废，不能再修改。") % held.number)
    if not held.is_own:
        raise GuardRefused(_("%s 来自业务单据，请在原单据上修改。") % held.number)
    return held


def settle(customers: Sequence[int], *, today: date) -> None:
    """What follows a change of records: the customers are judged anew, open pages are told."""
    if not customers:
        return
    compute_worth(today=today, customers=customers)
    if len(customers) == 1:
        tell_pages(customers[0])


def first_state(*, store: Store, by: Any, now: Any, number: str) -> dict[str, Any]:
    """The fields of a new record that do not depend on what it tells."""
    return {
        "store": store,
        "number": number,
        "status": RecordStatus.VALID,
        "created_at": now,
        "created_by": by,
        "owner": by,
    }

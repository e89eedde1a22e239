"""Repair visits and arrangements of known customers from tables: checked and written in sets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.attachments.models import Attachment
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.documents.models import Comment
from marque.foundation.imports.copying import copy_rows
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.foundation.imports.models import RowAction
from marque.foundation.numbering.services import next_numbers
from marque.foundation.secrets.sealing import blind_index
from marque.kernel.errors import GuardRefused, InvalidInput
from marque.kernel.phones import normalise_phone
from marque.organisation.models import User
from marque.parties.facts import DealingDetails, PartLine, ServiceDetails
from marque.parties.models import Customer, DealingRecord, RecordSource, ServiceRecord
from marque.parties.queries.pool import colleagues_of
from marque.parties.queries.records import mileage_words
from marque.parties.services import dealing_records, service_records
from marque.parties.services.record_basics import first_state, settle
from marque.parties.words import SERVICE_KIND

CHUNK = 1_000
CAR = ("plate", "vin", "car")
PART = re.compile(
    r"^(?:(?P<code>[^|]{1,40})\|)?(?P<name>.+?)(?:\s*[×xX*]\s*(?P<n>\d+(?:\.\d+)?))?$"
)
Tidy = Callable[[Line, "Known"], dict[str, Any]]


class Known:
    """The customers, colleagues and words that the lines name; three queries each batch."""

    def __init__(self, lines: Iterable[Line], context: ImportContext) -> None:
        named = {str(line.values.get("customer") or "").strip() for line in lines} - {""}
        marks = {blind_index("phone", normalise_phone(text)): text for text in named}
        rows = (
            Customer.objects.visible_to(context.by)
            .filter(store=context.store, is_active=True)
            .filter(Q(number__in={text.upper() for text in named}) | Q(phone_index__in=marks))
        )
        self.customers: dict[str, Customer] = {}
        for row in rows.only("number", "name", "phone_index", "store"):
            self.customers[row.number] = row
            if row.phone_index in marks:
                self.customers[marks[row.phone_index]] = row
        staff = list(colleagues_of(context.store))
        self.people: dict[str, User] = {person.name: person for person in staff}
        self.people |= {person.username: person for person in staff}
        self.words = {word.code: word for word in entries_of(SERVICE_KIND, all_of_them=True)}
        self.names = {word.name: word for word in self.words.values()} | {
            word.name_en.casefold(): word for word in self.words.values() if word.name_en
        }
        self.today = context.today

    def customer(self, text: str) -> Customer | None:
        """Whom a number or a phone means."""
        return self.customers.get(text) or self.customers.get(text.upper())


class RecordImporter:
    """What the wizard asks of a kind of records; a subclass says how a line is understood."""

    model: Any
    series = ""
    same: tuple[str, ...] = ()
    """The fields that make two records without a number the same."""
    number_within: tuple[str, ...] = ()
    """The fields within which a number of the old system stands once."""

    def tidy(self, line: Line, known: Known) -> dict[str, Any]:
        """The fields of the record as they are stored.  Raises `InvalidInput`."""
        raise NotImplementedError

    def warn(self, lines: Sequence[Line]) -> None:
        """Point at what is odd and may be right."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Find the customers, understand the lines, refuse what is there already."""
        if context.store is None:
            for line in lines:
                line.refuse(_("请先切换到一家门店。"))
            return
        known = Known(lines, context)
        for line in lines:
            if not line.is_refused:
                self._understand(line, known)
        self._refuse_known([line for line in lines if not line.is_refused], context)
        sound = [line for line in lines if not line.is_refused]
        for line in sound:
            line.action = RowAction.CREATE
            line.object_type = self.model._meta.label_lower
        self.warn(sound)

    def _understand(self, line: Line, known: Known) -> None:
        text = str(line.values.get("customer") or "").strip()
        customer = known.customer(text)
        if customer is None:
            line.refuse(
                _("没有客户“%(text)s”，请先建档或导入客户。") % {"text": text[:40]},
                column="customer",
            )
            return
        try:
            line.values["told"] = self.tidy(line, known) | {"customer": customer}
        except InvalidInput as error:
            line.refuse(str(error), column=error.field or "")
        line.label = customer.name

    def _mark(self, told: Mapping[str, Any]) -> tuple[Any, ...]:
        """By what a record is known again: its number, else everything that tells it apart."""
        number = told["document_number"]
        if number:
            return (*(told[name] for name in self.number_within), number)
        return (told["customer"].pk, *(_plain(told[name]) for name in self.same))

    def _refuse_known(self, lines: Sequence[Line], context: ImportContext) -> None:
        numbers = {line.values["told"]["document_number"] for line in lines} - {""}
        people = {line.values["told"]["customer"].pk for line in lines}
        there = self.model.objects.valid().filter(store=context.store)
        names = ("document_number", *self.number_within, "customer", *self.same)
        rows = there.filter(Q(document_number__in=numbers) | Q(customer__in=people))
        stored: dict[tuple[Any, ...], str] = {}
        for row in rows.order_by().values("number", *names):
            by_number = (*(row[name] for name in self.number_within), row["document_number"])
            stored[by_number] = row["number"]
            stored[(row["customer"], *(row[name] for name in self.same))] = row["number"]
        seen: dict[tuple[Any, ...], int] = {}
        for line in lines:
            mark = self._mark(line.values["told"])
            if mark in stored:
                line.refuse(_("已有相同的记录 %(number)s。") % {"number": stored[mark]})
                continue
            first = seen.setdefault(mark, line.row_no)
            if first != line.row_no:
                line.refuse(_("与第 %(row)d 行重复。") % {"row": first})

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Write the records, a thousand at a time, and judge their customers once."""
        on = timezone.localdate(context.now)
        numbers = next_numbers(self.series, len(lines), store=context.store, on=on)
        for start in range(0, len(lines), CHUNK):
            chunk = lines[start : start + CHUNK]
            self._write(chunk, numbers[start : start + CHUNK], context)
            context.progress(start + len(chunk), len(lines))
        settle(sorted({line.values["told"]["customer"].pk for line in lines}), today=context.today)

    def _write(self, lines: Sequence[Line], numbers: Sequence[str], context: ImportContext) -> None:
        rows = []
        for line, number in zip(lines, numbers, strict=True):
            start = first_state(store=context.store, by=context.by, now=context.now, number=number)
            told = dict(line.values["told"])
            told.pop("parts", None)
            told["owner"] = told.get("owner") or context.by
            rows.append(self.model(**start | told, source=RecordSource.IMPORTED))
        copy_rows(rows)
        for line, row in zip(lines, rows, strict=True):
            line.object_id = str(row.pk)
        self.write_parts(lines, rows)

    def write_parts(self, lines: Sequence[Line], rows: Sequence[Any]) -> None:
        """Write what belongs to the records."""

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],  # noqa: ARG002  nothing beside the records
        context: ImportContext,
    ) -> None:
        """Remove the records, unless something was done with one of them since."""
        keys = [int(row.object_id) for row in rows if row.object_id]
        customers: set[int] = set()
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            held = list(self.model.objects.locked().filter(pk__in=some))
            self._refuse_used(held, len(some))
            customers |= {row.customer_id for row in held}
            self.model.objects.filter(pk__in=some).delete()
        settle(sorted(customers), today=context.today)

    def _refuse_used(self, held: Sequence[Any], count: int) -> None:
        touched = next((row for row in held if row.version != 1), None)
        if touched is not None or len(held) != count:
            name = touched.number if touched else ""
            raise GuardRefused(
                _("记录 %(number)s 在导入后已有改动，不能整批撤销。") % {"number": name}
            )
        label, keys = self.model._meta.label_lower, [row.pk for row in held]
        for model in (Attachment, Comment):
            if model.objects.filter(document_type=label, document_id__in=keys).exists():
                raise GuardRefused(_("这批记录已有附件或评论，不能整批撤销。"))


def _plain(value: Any) -> Any:
    return getattr(value, "pk", value)


def read_parts(text: str) -> tuple[PartLine, ...]:
    """`编码|机油滤清器×1；机油×4` as lines: the code and the quantity may be left out.

    Raises `InvalidInput`.
    """
    found = []
    for piece in re.split(r"[;；\n]", text):
        if not piece.strip():
            continue
        match = PART.match(piece.strip())
        if match is None:
            raise InvalidInput(_("看不懂配件“%s”。") % piece.strip()[:40], field="parts")
        try:
            quantity = Decimal(match["n"] or 1)
        except InvalidOperation:
            quantity = Decimal(0)
        found.append(PartLine(match["name"], quantity, (match["code"] or "").strip()))
    return tuple(found)


class ServiceImporter(RecordImporter):
    """Repair visits."""

    model = ServiceRecord
    series = service_records.SERIES
    same = ("came_on", "kind", "plate", "vin", "mileage_km", "fault")

    def tidy(self, line: Line, known: Known) -> dict[str, Any]:
        """A visit as it is stored."""
        values = line.values
        word = str(values.get("kind") or "").strip()
        kind = known.names.get(word) or known.names.get(word.casefold()) or known.words.get(word)
        if kind is None:
            allowed = "、".join(row.label for row in known.words.values())
            raise InvalidInput(
                _("“%(text)s”不是维修保养类型，可填：%(allowed)s。")
                % {"text": word[:40], "allowed": allowed},
                field="kind",
            )
        adviser = str(values.get("adviser") or "").strip()
        details = ServiceDetails(
            came_on=values["came_on"],
            kind=kind.code,
            mileage_km=values.get("mileage_km"),
            parts=read_parts(str(values.get("parts") or "")),
            adviser=known.people.get(adviser),
            adviser_name=adviser,
            quantity_hours=values.get("quantity_hours"),
            amount_labour=values.get("amount_labour") or Decimal(0),
            amount_parts=values.get("amount_parts") or Decimal(0),
            **_texts(values, "fault", "document_number", "remark", *CAR),
        )
        return service_records.tidy_service(details, today=known.today, kind=kind)

    def warn(self, lines: Sequence[Line]) -> None:
        """A mileage below that of an earlier visit of the car, in the file or in the records."""
        people = {line.values["told"]["customer"].pk for line in lines}
        rows = ServiceRecord.objects.valid().filter(customer__in=people, mileage_km__isnull=False)
        values = rows.order_by().values("customer", "plate", "vin", "came_on")
        visits: dict[tuple[Any, ...], list[tuple[Any, int]]] = {}
        for row in values.annotate(km=Max("mileage_km")):
            key = (row["customer"], row["vin"] or row["plate"])
            visits.setdefault(key, []).append((row["came_on"], row["km"]))
        told = [line.values["told"] for line in lines]
        for row in told:
            if row["mileage_km"] is not None:
                visits.setdefault(_car_of(row), []).append((row["came_on"], row["mileage_km"]))
        for line, row in zip(lines, told, strict=True):
            _warn_of_mileage(line, row, visits)

    def write_parts(self, lines: Sequence[Line], rows: Sequence[Any]) -> None:
        """The parts of the visits."""
        copy_rows(
            [
                part
                for line, row in zip(lines, rows, strict=True)
                for part in service_records.parts_of(row, line.values["told"]["parts"])
            ]
        )


def _car_of(told: Mapping[str, Any]) -> tuple[Any, ...]:
    return (told["customer"].pk, told["vin"] or told["plate"])


def _warn_of_mileage(
    line: Line, told: Mapping[str, Any], visits: Mapping[tuple[Any, ...], list[tuple[Any, int]]]
) -> None:
    km = told["mileage_km"]
    if km is None:
        return
    before = [one for one in visits[_car_of(told)] if one[0] < told["came_on"] and one[1] > km]
    if before:
        most = max(before, key=lambda one: one[1])
        line.warn(mileage_words(km, most), column="mileage_km")


class DealingImporter(RecordImporter):
    """Loans, insurance, plates and inspections."""

    model = DealingRecord
    series = dealing_records.SERIES
    same = ("kind", "done_on", "plate", "vin", "provider")
    number_within = ("kind",)

    def tidy(self, line: Line, known: Known) -> dict[str, Any]:
        """An arrangement as it is stored."""
        values = line.values
        owner = str(values.get("owner") or "").strip()
        if owner and owner not in known.people:
            raise InvalidInput(
                _("本店没有在职员工“%(who)s”。") % {"who": owner[:40]}, field="owner"
            )
        details = DealingDetails(
            kind=values["kind"],
            done_on=values["done_on"],
            expires_on=values.get("expires_on"),
            amount=values.get("amount"),
            owner=known.people.get(owner),
            **_texts(values, "provider", "document_number", "remark", *CAR),
        )
        return dealing_records.tidy_dealing(details, today=known.today)


def _texts(values: Mapping[str, Any], *names: str) -> dict[str, str]:
    return {name: str(values.get(name) or "") for name in names}

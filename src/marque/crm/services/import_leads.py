"""Leads out of a platform's file: one row, one intake, all of them in sets (CUS-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from marque.catalog import api as catalog
from marque.crm.facts import LeadDetails, Wish
from marque.crm.models import Assignment, Lead
from marque.crm.queries.leads import Known
from marque.crm.services.receive_lead import LONGEST_KEY
from marque.crm.services.receive_leads import receive_leads
from marque.crm.words import LEVEL, SOURCE
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.documents.models import StatusChange
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.foundation.notifications.services import forget
from marque.kernel.errors import GuardRefused
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated
from marque.parties import api as parties

CHUNK = 1_000


class LeadImporter:
    """Check, write and take back the leads of a file."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Refuse wrong phones and unknown words; warn of customers somebody has in hand."""
        sources, levels = _names(SOURCE), _names(LEVEL)
        book = _Book(lines, context)
        for line in lines:
            line.action = "create"
            line.label = str(line.values.get("name") or "")
            if context.store is None:
                line.refuse(_("请先切换到一家门店，再导入线索。"))
                continue
            _check_words(line, sources, levels)
            _check_phone(line, book)
            if not line.is_refused:
                _check_key(line, book, sources)
                book.note(line)

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """One intake a line, in the order of the file."""
        sources, levels = _names(SOURCE), _names(LEVEL)
        series = _series(lines)
        received = receive_leads(
            told=[_details(line, sources, levels, series) for line in lines],
            store=context.store,
            by=context.by,
            now=context.now,
            report=context.progress,
        )
        for line, one in zip(lines, received, strict=True):
            line.object_type, line.object_id = "crm.lead", str(one.lead.pk)
            if one.is_repeated:
                line.action = "skip"

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],  # noqa: ARG002  customers stay
        context: ImportContext,
    ) -> None:
        """Take leads back that nobody has worked on, and their notices; the customers stay."""
        keys = [int(row.object_id) for row in rows if row.object_id and row.action == "create"]
        leads = Lead.objects.filter(pk__in=keys)
        called = leads.exclude(responded_at=None)
        joined = leads.filter(merged__isnull=False).exclude(merged__in=keys)
        worked = called.first() or joined.first() or leads.filter(_is_touched()).first()
        if worked is not None:
            raise GuardRefused(_("%(number)s 已有跟进，不能撤销导入。") % {"number": worked.number})
        StatusChange.objects.filter(document_type="crm.lead", document_id__in=keys).delete()
        forget(records=leads.values_list("number", flat=True))
        try:
            _remove(leads, context)
        except ProtectedError as error:
            used = next(iter(error.protected_objects))
            raise GuardRefused(
                _("这批线索已有业务（%(what)s），不能整批撤销。")
                % {"what": f"{used._meta.verbose_name} {used}"[:80]}
            ) from error


def _remove(leads: Any, context: ImportContext) -> None:
    """Those that are kept beside a chase first."""
    beside, chases = leads.exclude(merged_into=None), leads.filter(merged_into=None)
    sets = [list(rows.order_by("pk").values_list("pk", flat=True)) for rows in (beside, chases)]
    total, done = sum(map(len, sets)), 0
    for keys in sets:
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            Lead.objects.filter(pk__in=some).delete()
            done += len(some)
            context.progress(done, total)


def _is_touched() -> Q:
    """Somebody judged the lead or passed it on by hand."""
    return (
        Q(level_changes__isnull=False)
        | Q(intention_changes__isnull=False)
        | Q(lost_applications__isnull=False)
        | Q(pk__in=Assignment.objects.exclude(how=Assignment.How.RULE).values("lead"))
    )


def _names(kind: str) -> dict[str, str]:
    """Every way to write a word, and its code."""
    found: dict[str, str] = {}
    for entry in entries_of(kind):
        for name in (entry.code, entry.name, entry.name_en):
            found[name.lower()] = entry.code
    return found


def _check_words(line: Line, sources: dict[str, str], levels: dict[str, str]) -> None:
    source = str(line.values.get("source") or "")
    if source.lower() not in sources:
        line.refuse(_("没有“%(name)s”这个来源。") % {"name": source[:40]}, column="source")
    level = str(line.values.get("level") or "")
    if level and level.lower() not in levels:
        line.refuse(_("没有“%(name)s”这个级别。") % {"name": level[:40]}, column="level")


class _Book:
    """What is there already of a file's numbers, and what the file itself said before."""

    def __init__(self, lines: Sequence[Line], context: ImportContext) -> None:
        phones = {normalise_phone(str(line.values.get("phone") or "")) for line in lines} - {""}
        keys = {_key(line) for line in lines} - {""}
        self.seen: dict[str, int] = {}
        self.seen_keys: dict[tuple[str, str], int] = {}
        self.known: set[str] = set()
        self.chased: dict[str, str] = {}
        if context.store is not None and phones:
            self._read(parties.phone_marks(phones), context.store)
        told = Lead.objects.filter(external_key__in=keys) if keys else Lead.objects.none()
        rows = told.order_by("-pk").values_list("source__code", "external_key", "pk")
        self.keys = {(source, key): pk for source, key, pk in rows}

    def _read(self, marks: Mapping[str, str], store: Any) -> None:
        by_mark = {mark: phone for phone, mark in marks.items()}
        known = parties.find_by_phones(marks, store=store).order_by()
        self.known = {by_mark[mark] for mark in known.values_list("phone_index", flat=True)}
        rows = Lead.objects.chased().filter(
            store=store, customer__is_active=True, customer__phone_index__in=by_mark
        )
        for lead in rows.select_related("owner", "customer__owner").order_by("pk"):
            owner = Known(lead.customer, lead).owner
            name = owner.name if owner else _("公海")
            self.chased[by_mark[lead.customer.phone_index]] = name

    def note(self, line: Line) -> None:
        """The customer of a sound row is known to those below it."""
        if line.action == "create":
            self.seen.setdefault(normalise_phone(str(line.values["phone"])), line.row_no)


def _check_phone(line: Line, book: _Book) -> None:
    text = str(line.values.get("phone") or "")
    if problem := phone_problem(text):
        line.refuse(translated(problem, _), column="phone")
        return
    phone = normalise_phone(text)
    if phone in book.seen:
        words = _("与第 %(n)s 行号码相同，将记为已有档案。")
        line.warn(words % {"n": book.seen[phone]}, column="phone")
    elif phone not in book.known and (wrong := _name_problem(line)):
        line.refuse(wrong, column="name")
    if phone in book.chased:
        line.warn(
            _("客户已由 %(name)s 跟进，将记为已有档案。") % {"name": book.chased[phone]},
            column="phone",
        )


def _name_problem(line: Line) -> str:
    name = str(line.values.get("name") or "")
    return parties.name_problem(name) if name else ""


def _key(line: Line) -> str:
    return str(line.values.get("external_key") or "").strip()[:LONGEST_KEY]


def _check_key(line: Line, book: _Book, sources: Mapping[str, str]) -> None:
    """A platform's own number comes in once; a row that repeats one is left out."""
    if not (text := _key(line)):
        return
    key = (sources[str(line.values.get("source") or "").lower()], text)
    first = book.seen_keys.setdefault(key, line.row_no)
    if key in book.keys:
        line.warn(_("平台线索号 %(key)s 已经导入过，此行将跳过。") % {"key": text[:40]})
    elif first != line.row_no:
        line.warn(_("与第 %(n)s 行的平台线索号相同，此行将跳过。") % {"n": first})
    else:
        return
    line.action = "skip"


def _series(lines: Sequence[Line]) -> dict[str, Any]:
    names = {str(line.values.get("series") or "") for line in lines} - {""}
    rows = catalog.Series.objects.filter(name__in=names, is_active=True)
    return {row.name: row for row in rows}


def _details(
    line: Line, sources: dict[str, str], levels: dict[str, str], series: dict[str, Any]
) -> LeadDetails:
    values = {key: str(value or "") for key, value in line.values.items()}
    car, wish = values.get("series", ""), values.get("wish", "")
    known = series.get(car)
    return LeadDetails(
        name=values.get("name") or _("客户"),
        phone=values["phone"],
        source=sources[values["source"].lower()],
        source_note=values.get("source_note", ""),
        external_key=values.get("external_key", ""),
        level=levels.get(values.get("level", "").lower(), ""),
        wish=Wish(series=known, wish=(wish if known or not car else f"{car} {wish}").strip()[:500]),
    )

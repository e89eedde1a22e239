"""Leads out of a platform's file: one row, one intake (CUS-26)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import ProtectedError, Q
from django.utils.translation import gettext as _

from marque.catalog import api as catalog
from marque.crm.facts import LeadDetails, Wish
from marque.crm.models import Assignment, Lead
from marque.crm.queries.leads import Known
from marque.crm.services.receive_lead import receive_lead
from marque.crm.words import LEVEL, SOURCE
from marque.foundation.dictionaries.words import entries_of
from marque.foundation.documents.models import StatusChange
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.foundation.secrets.sealing import blind_index
from marque.kernel.errors import GuardRefused
from marque.kernel.phones import normalise_phone, phone_problem
from marque.kernel.text import translated

EVERY = 20


class LeadImporter:
    """Check, write and take back the leads of a file."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Refuse wrong phones and unknown words; warn of customers somebody has in hand."""
        sources, levels = _names(SOURCE), _names(LEVEL)
        seen: dict[str, int] = {}
        chased = _chased(lines, context)
        for line in lines:
            line.action = "create"
            line.label = str(line.values.get("name") or "")
            if context.store is None:
                line.refuse(_("请先切换到一家门店，再导入线索。"))
                continue
            _check_words(line, sources, levels)
            _check_phone(line, seen, chased)

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """One intake a line, in the order of the file."""
        sources, levels = _names(SOURCE), _names(LEVEL)
        series = _series(lines)
        for n, line in enumerate(lines, 1):
            received = receive_lead(
                details=_details(line, sources, levels, series),
                store=context.store,
                by=context.by,
                now=context.now,
            )
            line.object_type, line.object_id = "crm.lead", str(received.lead.pk)
            if received.is_repeated:
                line.action = "skip"
            if n % EVERY == 0:
                context.progress(n, len(lines))

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],  # noqa: ARG002  customers stay
        context: ImportContext,  # noqa: ARG002
    ) -> None:
        """Take leads back that nobody has worked on; their customers stay."""
        keys = [int(row.object_id) for row in rows if row.object_id and row.action == "create"]
        leads = Lead.objects.filter(pk__in=keys)
        called = leads.exclude(responded_at=None)
        joined = leads.filter(merged__isnull=False).exclude(merged__in=keys)
        worked = called.first() or joined.first() or leads.filter(_is_touched()).first()
        if worked is not None:
            raise GuardRefused(_("%(number)s 已有跟进，不能撤销导入。") % {"number": worked.number})
        StatusChange.objects.filter(document_type="crm.lead", document_id__in=keys).delete()
        try:
            leads.exclude(merged_into=None).delete()
            leads.delete()
        except ProtectedError as error:
            used = next(iter(error.protected_objects))
            raise GuardRefused(
                _("这批线索已有业务（%(what)s），不能整批撤销。")
                % {"what": f"{used._meta.verbose_name} {used}"[:80]}
            ) from error


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


def _chased(lines: Sequence[Line], context: ImportContext) -> dict[str, str]:
    """Who chases the customers of these numbers already, by number: one query."""
    phones = {normalise_phone(str(line.values.get("phone") or "")) for line in lines} - {""}
    if context.store is None or not phones:
        return {}
    by_mark = {blind_index("phone", phone): phone for phone in phones}
    rows = Lead.objects.chased().filter(
        store=context.store, customer__is_active=True, customer__phone_index__in=by_mark
    )
    names = {}
    for lead in rows.select_related("owner", "customer__owner").order_by("pk"):
        owner = Known(lead.customer, lead).owner
        names[by_mark[lead.customer.phone_index]] = owner.name if owner else _("公海")
    return names


def _check_phone(line: Line, seen: dict[str, int], chased: Mapping[str, str]) -> None:
    text = str(line.values.get("phone") or "")
    if problem := phone_problem(text):
        line.refuse(translated(problem, _), column="phone")
        return
    phone = normalise_phone(text)
    if phone in seen:
        line.warn(_("与第 %(n)s 行号码相同，将记为已有档案。") % {"n": seen[phone]}, column="phone")
    seen.setdefault(phone, line.row_no)
    if phone in chased:
        line.warn(
            _("客户已由 %(name)s 跟进，将记为已有档案。") % {"name": chased[phone]},
            column="phone",
        )


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

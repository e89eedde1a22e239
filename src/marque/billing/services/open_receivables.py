"""Take over what customers owed before the books were opened (CUS-28)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.billing.models import OpeningReceivable
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.kernel.errors import GuardRefused, InvalidInput, NotAuthorised
from marque.kernel.phones import normalise_phone
from marque.parties import api as parties


@dataclass(frozen=True, kw_only=True)
class OpeningDraft:
    """Who owes how much since when."""

    customer: Any
    amount: Decimal
    since_on: date
    note: str = ""


def ledger_name(customer: Any) -> str:
    """The customer as the ledger knows them: names repeat, numbers do not."""
    return f"{customer.name} {customer.number}"


@transaction.atomic
def open_receivables(
    *, drafts: Sequence[OpeningDraft], store: Any, source: str, by: Any
) -> list[OpeningReceivable]:
    """Post the receivables as one opening voucher of the store's company.

    Raises NotAuthorised, InvalidInput, GuardRefused without a book, PeriodClosed.
    """
    if not by.has_perm("billing.open_receivable"):
        raise NotAuthorised(_("您没有录入期初应收的权限。"))
    if any(draft.amount <= 0 for draft in drafts):
        raise InvalidInput(_("金额应大于 0。"), field="amount")
    voucher = _post(drafts, store, source, by, sign=1)
    return OpeningReceivable.objects.bulk_create(
        OpeningReceivable(
            store=store,
            customer=draft.customer,
            amount=draft.amount,
            since_on=draft.since_on,
            note=draft.note.strip()[:100],
            voucher=voucher,
            created_by=by,
        )
        for draft in drafts
    )


def _post(drafts: Sequence[Any], store: Any, source: str, by: Any, *, sign: int) -> Any:
    return accounting.post_opening_items(
        company_id=store.company_id,
        store_id=store.pk,
        items=[
            accounting.OpeningItem(
                customer=ledger_name(draft.customer),
                amount=sign * draft.amount,
                since=draft.since_on,
                note=draft.note,
            )
            for draft in drafts
        ],
        source=source,
        by=by,
    )


def owed_by_ledger(customer: Any) -> Decimal:
    """What the customer owes by the ledger today."""
    return accounting.receivable_of(ledger_name(customer), on=timezone.localdate())


class OpeningImporter:
    """Opening receivables out of a file: all rows, or none."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Find the customer of each line by number or phone."""
        for line in lines:
            if context.store is None:
                line.refuse(_("请先切换到一家门店。"))
            elif not line.is_refused:
                self._check(line, context)

    def _check(self, line: Line, context: ImportContext) -> None:
        text = str(line.values["customer"]).strip()
        customer = parties.Customer.objects.filter(store=context.store, number=text).first()
        customer = customer or parties.find_by_phone(normalise_phone(text), store=context.store)
        if customer is None:
            line.refuse(_("没有客户“%(text)s”。") % {"text": text[:40]}, column="customer")
            return
        if line.values["amount"] <= 0:
            line.refuse(_("金额应大于 0。"), column="amount")
        line.action, line.label = "create", customer.name
        line.values["who"] = customer

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """One voucher for the whole file."""
        drafts = [
            OpeningDraft(
                customer=line.values["who"],
                amount=line.values["amount"],
                since_on=line.values["since_on"],
                note=line.values.get("note") or "",
            )
            for line in lines
        ]
        source = context.source or _("导入")
        rows = open_receivables(drafts=drafts, store=context.store, source=source, by=context.by)
        for line, row in zip(lines, rows, strict=True):
            line.object_type, line.object_id = "billing.openingreceivable", str(row.pk)

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],  # noqa: ARG002  nothing beside the rows
        context: ImportContext,
    ) -> None:
        """Take the receivables back by a voucher in red."""
        keys = [int(row.object_id) for row in rows if row.object_id]
        found = OpeningReceivable.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        taken = list(found.select_related("customer", "store"))
        if len(taken) != len(keys):
            raise GuardRefused(_("这批期初应收已被改动，不能撤销。"))
        if taken:
            drafts = [
                OpeningDraft(
                    customer=row.customer, amount=row.amount, since_on=row.since_on, note=row.note
                )
                for row in taken
            ]
            _post(drafts, taken[0].store, context.source, context.by, sign=-1)
            found.delete()

"""What a person typed on the voucher page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from marque.accounting.facts import ZERO, LineDraft, VoucherDraft, parse_dimensions
from marque.accounting.models import VoucherLine, VoucherWord
from marque.foundation.ui import forms
from marque.kernel.errors import InvalidInput
from marque.kernel.money import parse_amount
from marque.kernel.text import translated

COLUMNS = 11
"""The ruled columns of an amount, from 亿 to 分."""
FIRST_ROWS = 6
MOST_ROWS = 200


class VoucherForm(forms.Form):
    """The head of a voucher."""

    word = forms.ChoiceField(choices=VoucherWord.choices, required=True)
    voucher_on = forms.DateField()
    attachments_count = forms.IntegerField(min_value=0, max_value=999, required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def draft(self, lines: Sequence[LineDraft], *, store_id: int | None) -> VoucherDraft:
        """The voucher as typed.  Raises InvalidInput for the first field that is wrong."""
        if not self.is_valid():
            field, errors = next(iter(self.errors.items()))
            raise InvalidInput(str(errors[0]), field=field)
        return VoucherDraft(
            word=self.cleaned_data["word"],
            voucher_on=self.cleaned_data["voucher_on"],
            attachments_count=self.cleaned_data["attachments_count"] or 0,
            lines=lines,
            store_id=store_id,
        )


@dataclass(slots=True)
class VoucherRow:
    """One row of the page, as text."""

    summary: str = ""
    account: str = ""
    dimensions: str = ""
    debit: str = ""
    credit: str = ""

    @property
    def is_empty(self) -> bool:
        return not (self.account or self.debit or self.credit)

    @property
    def debit_digits(self) -> list[str]:
        return digits(self.debit)

    @property
    def credit_digits(self) -> list[str]:
        return digits(self.credit)

    @property
    def is_red(self) -> bool:
        return any(text.strip()[:1] in {"-", "−"} for text in (self.debit, self.credit))


def digits(amount: str | Decimal) -> list[str]:
    """The digits of an amount in their columns; empty ones where there is nothing."""
    try:
        value = abs(parse_amount(amount)) if isinstance(amount, str) else abs(amount)
    except ValueError:
        value = ZERO
    plain = str(int(value * 100)) if value else ""
    return list(plain[-COLUMNS:].rjust(COLUMNS))


def rows_of(lines: Sequence[VoucherLine]) -> list[VoucherRow]:
    """Saved lines as rows of the page."""
    return [
        VoucherRow(
            summary=line.summary,
            account=f"{line.account.code} {line.account.path}",
            dimensions=line.dimension_text,
            debit=_text(line.amount_debit),
            credit=_text(line.amount_credit),
        )
        for line in lines
    ]


def _text(amount: Decimal) -> str:
    return f"{amount:,.2f}" if amount else ""


def rows_typed(data: QueryDict) -> list[VoucherRow]:
    """The rows of a sent page, the empty ones between them included."""
    columns: list[list[Any]] = [
        data.getlist(name)[:MOST_ROWS]
        for name in ("line_summary", "line_account", "line_dimensions", "line_debit", "line_credit")
    ]
    return [
        VoucherRow(*(str(cell).strip()[:200] for cell in cells))
        for cells in zip_longest(*columns, fillvalue="")
    ]


def padded(rows: list[VoucherRow], *, more: int = 0) -> list[VoucherRow]:
    """The rows with empty ones below, so that the page also works without scripts."""
    wanted = max(FIRST_ROWS, len(rows) + more)
    return [*rows, *(VoucherRow() for _number in range(wanted - len(rows)))]


def line_drafts(rows: Sequence[VoucherRow]) -> list[LineDraft]:
    """The filled rows as lines.  Raises InvalidInput naming the first row that is wrong."""
    return [
        _line_draft(number, row) for number, row in enumerate(rows, start=1) if not row.is_empty
    ]


def _line_draft(number: int, row: VoucherRow) -> LineDraft:
    try:
        debit, credit = (parse_amount(text) if text else ZERO for text in (row.debit, row.credit))
    except ValueError as error:
        text = translated(error.args[0], _)
        raise InvalidInput(
            _("第 %(n)s 行：%(text)s") % {"n": number, "text": text}, field="lines"
        ) from error
    try:
        dimensions = parse_dimensions(row.dimensions)
    except ValueError as error:
        raise InvalidInput(
            _("第 %(n)s 行辅助核算请写成“客户：陈建国”的样子") % {"n": number}, field="lines"
        ) from error
    return LineDraft(
        account_code=row.account.split(" ")[0],
        amount_debit=debit,
        amount_credit=credit,
        summary=row.summary,
        dimensions=dimensions,
    )

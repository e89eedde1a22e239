"""What the business tells the ledger, what an accountant types, and by what it is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingFact:
    """Something that happened in the business, in business words.

    No account codes: which accounts it touches is the accountants' decision, kept in the
    `PostingRule` named by `rule`.  Amounts are yuan; the keys the default rules know are
    `net` (without VAT), `vat`, `gross` (derived as net + vat when it is not given), `cost`,
    and for money received or paid `cash` and `bank`: how much of it moved in the till and in
    the bank account.  Dimensions: customer, supplier, vin, order, department, store, employee.

    The text of the voucher is that of the rule; `summary` is at its disposal as {summary}.
    A fact is posted once for each (rule, source_type, source_id, occurrence).
    """

    rule: str
    company_id: int
    source_type: str
    source_id: int
    source_number: str
    happened_on: date
    amounts: Mapping[str, Decimal]
    summary: str = ""
    store_id: int | None = None
    dimensions: Mapping[str, str] = field(default_factory=dict)
    occurrence: int = 1

    def amount(self, key: str) -> Decimal:
        """The amount named `key`; zero when the fact has none."""
        if key in self.amounts:
            return self.amounts[key]
        if key == "gross":
            derived = self.amounts.get("net", ZERO) + self.amounts.get("vat", ZERO)
            return derived or self.amounts.get("cash", ZERO) + self.amounts.get("bank", ZERO)
        return ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """A line as an accountant typed it: one of debit and credit, yuan; red amounts are negative."""

    account_code: str
    amount_debit: Decimal = ZERO
    amount_credit: Decimal = ZERO
    summary: str = ""
    dimensions: Mapping[str, str] = field(default_factory=dict)
    cash_flow_item: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherDraft:
    """A voucher as an accountant typed it."""

    voucher_on: date
    lines: Sequence[LineDraft]
    word: str = "记"
    attachments_count: int = 0
    store_id: int | None = None


DIMENSIONS: dict[str, Any] = {
    "customer": _("客户"),
    "supplier": _("供应商"),
    "vin": _("车架号"),
    "order": _("订单"),
    "department": _("部门"),
    "store": _("门店"),
    "employee": _("员工"),
    "since": _("发生日期"),
}
"""辅助核算: by what, beside its account, an amount can be asked for."""
_BETWEEN = re.compile(r"[·;；\n]")
_EQUALS = re.compile(r"[:：=]")
LONGEST = 80


def dimension_text(values: Mapping[str, str]) -> str:
    """“客户：陈建国 · 部门：销售部”."""
    known = [f"{label}：{values[key]}" for key, label in DIMENSIONS.items() if key in values]
    return " · ".join(
        [*known, *(f"{key}：{values[key]}" for key in values if key not in DIMENSIONS)]
    )


def parse_dimensions(text: str) -> dict[str, str]:
    """Read what `dimension_text` writes; a name that is no dimension raises ValueError with it."""
    keys = {str(label): key for key, label in DIMENSIONS.items()} | {key: key for key in DIMENSIONS}
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        name, value = (piece.strip() for piece in (*_EQUALS.split(part, maxsplit=1), "")[:2])
        if name not in keys or not value:
            raise ValueError(name)
        found[keys[name]] = value[:LONGEST]
    return found

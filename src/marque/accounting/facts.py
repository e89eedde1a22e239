"""What the business tells the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingFact:
    """Something that happened in the business, in business words.

    No account codes: which accounts it touches is the accountants' decision, kept in the
    `PostingRule` named by `rule`.  Amounts are yuan; the keys the default rules know are
    `net` (without VAT), `vat`, `gross` (derived as net + vat when it is not given), `cost`,
    and for money received or paid `cash` and `bank`: how much of it moved in the till and in
    the bank account.  Dimensions: customer, supplier, vin, order, department, store, employee.

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

"""应收账龄: who owes how much since when, out of the ledger; the oldest is settled first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet

from marque.accounting.models import AccountRole, Voucher, VoucherLine
from marque.accounting.workflow import VoucherStatus

RECEIVABLE = "CUSTOMER_RECEIVABLE"
LIMITS = (30, 60, 90, 180, 365)
ZERO = Decimal("0.00")


@dataclass(slots=True)
class OpenItem:
    """What is left of one debit."""

    since: date
    amount: Decimal
    voucher_id: int
    summary: str
    days: int = 0


@dataclass(slots=True)
class Debtor:
    """A customer with what is open, the oldest first; a negative total is an advance."""

    customer: str
    items: list[OpenItem] = field(default_factory=list)
    advance: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        """What is open altogether."""
        return sum((item.amount for item in self.items), ZERO) - self.advance

    @property
    def buckets(self) -> list[Decimal]:
        """What is open by age: up to 30, 60, 90, 180, 365 days, and older."""
        sums = [ZERO] * (len(LIMITS) + 1)
        for item in self.items:
            place = next((n for n, limit in enumerate(LIMITS) if item.days <= limit), len(LIMITS))
            sums[place] += item.amount
        return sums


def receivable_ageing(*, on: date, vouchers: QuerySet[Voucher], customer: str = "") -> list[Debtor]:
    """Everybody who owes on a day, by the posted lines of 应收客户; two queries."""
    lines = VoucherLine.objects.filter(
        account__in=AccountRole.objects.filter(role=RECEIVABLE).values("account"),
        voucher__status=VoucherStatus.POSTED,
        voucher__voucher_on__lte=on,
        voucher__in=vouchers.order_by().values("pk"),
    )
    if customer:
        lines = lines.filter(dimensions__customer=customer)
    found: dict[str, list[Any]] = defaultdict(list)
    for line in lines.select_related("voucher").order_by("voucher__voucher_on", "pk"):
        found[line.dimensions.get("customer", "")].append(line)
    debtors = [_debtor(name, rows, on) for name, rows in found.items()]
    return sorted((d for d in debtors if d.total), key=lambda debtor: -debtor.total)


def _debtor(name: str, rows: list[Any], on: date) -> Debtor:
    debtor, paid = Debtor(name), ZERO
    for line in rows:
        net = line.amount_debit - line.amount_credit
        if net > 0:
            since = _since(line)
            debtor.items.append(OpenItem(since, net, line.voucher_id, line.summary))
        else:
            paid -= net
    debtor.items.sort(key=lambda item: item.since)
    for item in debtor.items:
        settled = min(item.amount, paid)
        item.amount -= settled
        paid -= settled
        item.days = (on - item.since).days
    debtor.items = [item for item in debtor.items if item.amount]
    debtor.advance = paid
    return debtor


def _since(line: Any) -> date:
    try:
        return date.fromisoformat(line.dimensions.get("since", ""))
    except ValueError:
        day: date = line.voucher.voucher_on
        return day


def receivable_of(customer: str, *, on: date) -> Decimal:
    """What one customer owes by the ledger; never below zero."""
    debtors = receivable_ageing(on=on, vouchers=Voucher.objects.all(), customer=customer)
    return max(debtors[0].total, ZERO) if debtors else ZERO

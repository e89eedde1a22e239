"""科目余额表: opening, movement and closing of every account in one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from marque.accounting.models import Account, Book, Side, Voucher, VoucherKind
from marque.accounting.workflow import OPEN, VoucherStatus

ZERO = Decimal("0.00")
ALL_LEVELS = 9


@dataclass(slots=True)
class BalanceRow:
    """An account with its sums, in yuan.  Balances are debit minus credit."""

    code: str
    name: str
    name_en: str
    level: int
    is_leaf: bool
    side: str
    opening: Decimal = ZERO
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit

    @property
    def is_empty(self) -> bool:
        return not (self.opening or self.debit or self.credit)

    @property
    def columns(self) -> tuple[Decimal, ...]:
        """Opening debit and credit, period debit and credit, closing debit and credit."""
        return (*_sides(self.opening), self.debit, self.credit, *_sides(self.closing))

    def add(self, other: BalanceRow) -> None:
        self.opening += other.opening
        self.debit += other.debit
        self.credit += other.credit


@dataclass(slots=True)
class TrialBalance:
    """Rows in order of code; `totals` are those of the leaves in the six columns."""

    rows: list[BalanceRow] = field(default_factory=list)
    totals: tuple[Decimal, ...] = (ZERO,) * 6

    @property
    def difference(self) -> Decimal:
        """What debit and credit differ by, added over the three pairs of columns; 0 is right."""
        opened, open_credit, debit, credit, closed, close_credit = self.totals
        return abs(opened - open_credit) + abs(debit - credit) + abs(closed - close_credit)

    @property
    def is_balanced(self) -> bool:
        return not self.difference

    def at(self, code: str) -> BalanceRow | None:
        return next((row for row in self.rows if row.code == code), None)


def _sides(balance: Decimal) -> tuple[Decimal, Decimal]:
    return (balance, ZERO) if balance > 0 else (ZERO, -balance)


def trial_balance(
    book: Book,
    *,
    starts_on: date,
    ends_on: date,
    level: int = ALL_LEVELS,
    with_unposted: bool = False,
    vouchers: QuerySet[Voucher] | None = None,
) -> TrialBalance:
    """The balances of a book from a day to a day, down to a level of accounts.

    Opening balances are everything before `starts_on`, and the opening voucher itself.
    `vouchers` narrows what is counted: one store, or what a user may see.
    """
    leaves = [
        _row(account)
        for account in _sums(
            book, starts_on, ends_on, _counted(vouchers, with_unposted=with_unposted)
        )
    ]
    rows = {row.code: row for row in leaves}
    for row in leaves:
        if row.is_leaf:
            for parent in _ancestors(row.code):
                rows[parent].add(row)
    shown = [row for row in rows.values() if row.level <= level and not row.is_empty]
    return TrialBalance(shown, _totals(row for row in rows.values() if row.is_leaf))


def _counted(vouchers: QuerySet[Voucher] | None, *, with_unposted: bool) -> Q:
    states = {VoucherStatus.POSTED.value, *(OPEN if with_unposted else ())}
    counted = Q(lines__voucher__status__in=states - {VoucherStatus.DRAFT.value})
    if vouchers is not None:
        counted &= Q(lines__voucher__in=vouchers.order_by().values("pk"))
    return counted


def _sums(book: Book, starts_on: date, ends_on: date, counted: Q) -> Any:
    opening_kind = Q(lines__voucher__kind=VoucherKind.OPENING)
    before = counted & (
        Q(lines__voucher__voucher_on__lt=starts_on)
        | opening_kind & Q(lines__voucher__voucher_on__lte=ends_on)
    )
    within = counted & ~opening_kind & Q(lines__voucher__voucher_on__range=(starts_on, ends_on))

    def total(column: str, condition: Q) -> Coalesce:
        return Coalesce(Sum(f"lines__{column}", filter=condition), ZERO)

    return (
        Account.objects.filter(book=book)
        .annotate(
            sum_opening_debit=total("amount_debit", before),
            sum_opening_credit=total("amount_credit", before),
            sum_debit=total("amount_debit", within),
            sum_credit=total("amount_credit", within),
        )
        .order_by("code")
    )


def _row(account: Any) -> BalanceRow:
    return BalanceRow(
        code=account.code,
        name=account.name,
        name_en=account.name_en,
        level=account.level,
        is_leaf=account.is_leaf,
        side=Side(account.balance_side),
        opening=account.sum_opening_debit - account.sum_opening_credit,
        debit=account.sum_debit,
        credit=account.sum_credit,
    )


def _ancestors(code: str) -> list[str]:
    parts = code.split(".")
    return [".".join(parts[:depth]) for depth in range(1, len(parts))]


def _totals(leaves: Iterable[BalanceRow]) -> tuple[Decimal, ...]:
    columns = [row.columns for row in leaves]
    return tuple(sum((row[at] for row in columns), ZERO) for at in range(6))

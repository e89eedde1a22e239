"""明细账: the lines of an account with the running balance; and whether the ledger is whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Q, QuerySet, Sum
from django.db.models.expressions import Window
from django.db.models.functions import Coalesce

from marque.accounting.models import Account, Book, Voucher, VoucherKind, VoucherLine
from marque.accounting.workflow import VoucherStatus

ZERO = Decimal("0.00")


@dataclass(slots=True)
class AccountLedger:
    """`lines` carry `balance`, the running balance after them (debit minus credit)."""

    opening: Decimal
    debit: Decimal
    credit: Decimal
    lines: QuerySet[VoucherLine]

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


def account_ledger(
    account: Account, *, starts_on: date, ends_on: date, vouchers: QuerySet[Voucher]
) -> AccountLedger:
    """The posted lines of an account and of the accounts below it, from a day to a day."""
    below = Q(account=account) | Q(account__code__startswith=f"{account.code}.")
    posted = VoucherLine.objects.filter(
        below,
        account__book=account.book_id,
        voucher__in=vouchers.filter(status=VoucherStatus.POSTED).order_by().values("pk"),
    )
    opening_kind = Q(voucher__kind=VoucherKind.OPENING)
    before = Q(voucher__voucher_on__lt=starts_on) | opening_kind & Q(
        voucher__voucher_on__lte=ends_on
    )
    within = Q(voucher__voucher_on__range=(starts_on, ends_on)) & ~opening_kind
    sums = posted.aggregate(
        opening=Coalesce(Sum(F("amount_debit") - F("amount_credit"), filter=before), ZERO),
        debit=Coalesce(Sum("amount_debit", filter=within), ZERO),
        credit=Coalesce(Sum("amount_credit", filter=within), ZERO),
    )
    lines = (
        posted.filter(within)
        .annotate(
            moved=Window(
                Sum(F("amount_debit") - F("amount_credit")),
                order_by=[F("voucher__voucher_on"), F("voucher_id"), F("line_no")],
            )
        )
        .annotate(balance=F("moved") + sums["opening"])
        .select_related("voucher__store", "voucher__period", "account")
        .order_by("voucher__voucher_on", "voucher_id", "line_no")
    )
    return AccountLedger(sums["opening"], sums["debit"], sums["credit"], lines)


def ledger_difference(book: Book | None = None) -> Decimal:
    """What all posted debits and credits differ by, in one book or in all; 0 is right."""
    lines = VoucherLine.objects.filter(voucher__status=VoucherStatus.POSTED)
    if book is not None:
        lines = lines.filter(voucher__book=book)
    total = lines.aggregate(total=Sum(F("amount_debit") - F("amount_credit")))["total"]
    return Decimal(total or ZERO)


def is_ledger_balanced(book: Book | None = None) -> bool:
    """Whether every posted debit has its credit."""
    return not ledger_difference(book)

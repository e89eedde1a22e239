"""损益结转: the month's income and expense move to the profit of the year."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils.translation import gettext as _

from marque.accounting.models import (
    AccountKind,
    AccountRole,
    FiscalPeriod,
    Voucher,
    VoucherKind,
    VoucherLine,
)
from marque.accounting.services.find_period import open_period
from marque.accounting.services.numbers import next_number
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import GuardRefused, NotAuthorised


@transaction.atomic
def carry_profit(*, period: FiscalPeriod, by: Any) -> Voucher:
    """One posted voucher that brings every income and expense account to zero.

    May be repeated when later vouchers of the month come in: it carries what is left.
    Raises NotAuthorised, PeriodClosed, GuardRefused when there is nothing to carry.
    """
    if not by.has_perm("accounting.close_period"):
        raise NotAuthorised(_("您没有“月末结账”的权限"))
    # One at a time: two who carry at once would both carry the same balances.
    FiscalPeriod.objects.select_for_update().get(pk=period.pk)
    open_period(period.book, on=max(period.ends_on, period.book.opened_on))
    lines = _lines(period)
    if not lines:
        raise GuardRefused(_("没有需要结转的损益"))
    summary = f"结转 {period.month} 月损益"
    voucher = Voucher.objects.create(
        book=period.book,
        period=period,
        number=next_number(period_id=period.pk, word="记"),
        voucher_on=period.ends_on,
        kind=VoucherKind.CLOSING,
        status=VoucherStatus.POSTED,
        summary=summary,
        amount_total=sum((line.amount_debit for line in lines), Decimal(0)),
        is_automatic=True,
        prepared_by=by,
        posted_by=by,
    )
    for number, line in enumerate(lines, start=1):
        line.voucher, line.line_no, line.summary = voucher, number, summary
    VoucherLine.objects.bulk_create(lines)
    return voucher


def _lines(period: FiscalPeriod) -> list[VoucherLine]:
    balances = (
        VoucherLine.objects.filter(
            voucher__book=period.book_id,
            voucher__status=VoucherStatus.POSTED,
            voucher__voucher_on__lte=period.ends_on,
            account__kind__in={AccountKind.INCOME, AccountKind.EXPENSE},
        )
        .values("account_id", "account__kind", "account__code")
        .annotate(balance=Sum(F("amount_debit") - F("amount_credit")))
        .exclude(balance=0)
        .order_by("account__code")
    )
    lines = [
        _line(
            row["account_id"],
            -row["balance"],
            on_debit=row["account__kind"] == AccountKind.INCOME,
        )
        for row in balances
    ]
    profit = sum((row["balance"] for row in balances), Decimal(0))
    if profit:
        role = AccountRole.objects.get(book=period.book_id, role="PROFIT_OF_THE_YEAR")
        lines.append(_line(role.account_id, profit, on_debit=profit > 0))
    return lines


def _line(account_id: int, net: Decimal, *, on_debit: bool) -> VoucherLine:
    """A line that changes the account by `net` (debit minus credit), on the side wanted."""
    if on_debit:
        return VoucherLine(account_id=account_id, amount_debit=net)
    return VoucherLine(account_id=account_id, amount_credit=-net)

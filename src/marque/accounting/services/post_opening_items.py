"""期初往来: what single customers owed on the day the book was opened (CUS-28)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.models import AccountRole, Book, Voucher, VoucherKind, VoucherLine
from marque.accounting.services.find_period import open_period
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import GuardRefused, InvalidInput

RECEIVABLE, COUNTER = "CUSTOMER_RECEIVABLE", "PROFIT_DISTRIBUTION"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningItem:
    """One receivable: of whom, how much, since when.  A negative amount takes one back."""

    customer: str
    amount: Decimal
    since: date
    note: str = ""


@transaction.atomic
def post_opening_items(
    *, company_id: int, store_id: int | None, items: Sequence[OpeningItem], source: str, by: Any
) -> Voucher:
    """Post receivables as an opening balance of 应收客户, each with its customer.

    They stand against 利润分配, which the opening balances of the other accounts complete.
    Raises GuardRefused without a book, InvalidInput for an item after the opening day,
    PeriodClosed once the first month is closed.
    """
    book = Book.objects.select_for_update().filter(company_id=company_id).first()
    if book is None:
        raise GuardRefused(_("公司尚未建账，不能记账"))
    if any(item.since > book.opened_on for item in items):
        raise InvalidInput(
            _("期初应收的发生日期不能晚于建账日期 %(on)s") % {"on": book.opened_on}, field="since"
        )
    period = open_period(book, on=book.opened_on)
    total = sum((item.amount for item in items), Decimal(0))
    if not items or not total:
        raise InvalidInput(_("没有可记账的金额"), field="amount")
    voucher = Voucher.objects.create(
        book=book,
        period=period,
        store_id=store_id,
        number=0,
        voucher_on=book.opened_on,
        kind=VoucherKind.OPENING,
        status=VoucherStatus.POSTED,
        summary=f"客户期初应收 {source}"[:120],
        amount_total=total,
        source_number=source[:40],
        is_automatic=True,
        prepared_by=by,
        posted_by=by,
    )
    _write_lines(voucher, items, book=book)
    return voucher


def _write_lines(voucher: Voucher, items: Sequence[OpeningItem], *, book: Book) -> None:
    """A line for each receivable, and one against them all."""
    roles = AccountRole.objects.filter(book=book, role__in=(RECEIVABLE, COUNTER))
    accounts = dict(roles.values_list("role", "account_id"))
    lines = [
        VoucherLine(
            voucher=voucher,
            line_no=number,
            summary=(item.note or voucher.summary)[:120],
            account_id=accounts[RECEIVABLE],
            amount_debit=item.amount,
            dimensions={"customer": item.customer, "since": item.since.isoformat()},
        )
        for number, item in enumerate(items, 1)
    ]
    counter = VoucherLine(
        voucher=voucher,
        line_no=len(lines) + 1,
        summary=voucher.summary,
        account_id=accounts[COUNTER],
        amount_credit=voucher.amount_total,
    )
    VoucherLine.objects.bulk_create([*lines, counter])

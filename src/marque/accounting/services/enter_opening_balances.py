"""期初余额: what the company owned and owed on the day its book was opened."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.facts import LineDraft
from marque.accounting.models import Book, Voucher, VoucherKind, VoucherLine
from marque.accounting.services.build_lines import build_lines, refuse_unbalanced
from marque.accounting.services.find_period import open_period
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import Duplicate, NotAuthorised


@transaction.atomic
def enter_opening_balances(*, book: Book, balances: Sequence[LineDraft], by: Any) -> Voucher:
    """Post the opening balances, once; they must balance.

    Raises NotAuthorised, Duplicate, InvalidInput, Unbalanced, PeriodClosed.
    """
    if not by.has_perm("accounting.open_book"):
        raise NotAuthorised(_("您没有“建公司账”的权限"))
    Book.objects.select_for_update().get(pk=book.pk)
    if Voucher.objects.filter(book=book, kind=VoucherKind.OPENING, source_number="").exists():
        raise Duplicate(_("期初余额已经录入"))
    lines = build_lines(book, balances)
    refuse_unbalanced(lines)
    voucher = Voucher.objects.create(
        book=book,
        period=open_period(book, on=book.opened_on),
        number=0,
        voucher_on=book.opened_on,
        kind=VoucherKind.OPENING,
        status=VoucherStatus.POSTED,
        summary="期初余额",
        amount_total=sum((line.amount_debit for line in lines), Decimal(0)),
        is_automatic=True,
        prepared_by=by,
        posted_by=by,
    )
    for line in lines:
        line.voucher, line.cash_flow_item = voucher, ""
    VoucherLine.objects.bulk_create(lines)
    return voucher

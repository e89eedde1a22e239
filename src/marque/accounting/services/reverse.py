"""红字冲销: same accounts, same sides, negative amounts (会计基础工作规范 art. 51)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marque.accounting.models import Voucher, VoucherKind, VoucherLine
from marque.accounting.services.find_period import open_period
from marque.accounting.services.numbers import next_number
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import GuardRefused, InvalidTransition, NotAuthorised

RIGHT = "accounting.reverse_voucher"


def reverse(
    source_type: str,
    source_id: int,
    rule: str,
    *,
    on: date,
    by: Any,
    occurrence: int = 1,
) -> Voucher:
    """Take back the voucher that `post` made of a fact; doing it twice returns the first.

    Raises GuardRefused when there is no such posted voucher or a red one by hand waits to be
    posted, PeriodClosed on a closed day.
    """
    if connection.in_atomic_block:
        return _reverse_fact(source_type, source_id, (rule, occurrence), on, by)
    with transaction.atomic():
        return _reverse_fact(source_type, source_id, (rule, occurrence), on, by)


def _reverse_fact(
    source_type: str, source_id: int, rule: tuple[str, int], on: date, by: Any
) -> Voucher:
    original = (
        Voucher.objects.locked()
        .select_related("book", "period")
        .filter(
            source_type=source_type,
            source_id=source_id,
            rule__code=rule[0],
            occurrence=rule[1],
            reverses__isnull=True,
        )
        .first()
    )
    if original is None:
        raise GuardRefused(_("没有可冲销的凭证"))
    return _reversed_before(original) or _write_red(original, on=on, by=by, is_automatic=True)


@transaction.atomic
def reverse_voucher(*, voucher: Voucher, on: date, by: Any) -> Voucher:
    """An accountant takes back a posted voucher of the same year; another person reviews it.

    Raises NotAuthorised, GuardRefused for a voucher of an earlier year (that is corrected by a
    blue voucher in the current year) and InvalidTransition when it was reversed before.
    """
    if not by.has_perm(RIGHT):
        raise NotAuthorised(_("您没有“红字冲销”的权限"))
    original = Voucher.objects.locked().select_related("book", "period").get(pk=voucher.pk)
    if original.source_type:
        raise GuardRefused(
            _("这张凭证由单据 %(number)s 生成，请在该单据上退订、退款或红冲")
            % {"number": original.source_number}
        )
    if original.period.year != on.year:
        raise GuardRefused(_("以前年度的凭证不能红字冲销，请在本年填制蓝字更正凭证"))
    if _reversed_before(original):
        raise InvalidTransition(_("这张凭证已经冲销过"))
    return _write_red(original, on=on, by=by, is_automatic=False)


def _reversed_before(original: Voucher) -> Voucher | None:
    """The red voucher that was posted; one that waits has taken nothing back yet."""
    red: Voucher | None = original.reversals.exclude(status=VoucherStatus.VOID).first()
    if red is not None and red.status != VoucherStatus.POSTED:
        raise GuardRefused(
            _("红字凭证 %(number)s 尚未记账，请先记账或作废") % {"number": red.full_number}
        )
    return red


def _write_red(original: Voucher, *, on: date, by: Any, is_automatic: bool) -> Voucher:
    if original.status != VoucherStatus.POSTED:
        raise InvalidTransition(_("只有已记账的凭证才能冲销"))
    if original.reverses_id:
        raise InvalidTransition(_("冲销凭证不能再冲销"))
    if on < original.voucher_on:
        raise GuardRefused(_("冲销日期不能早于原凭证日期"))
    period = open_period(original.book, on=on)
    lines = list(original.lines.all())
    summary = f"冲销 {original.period.month} 月 {original.full_number} 号凭证"
    red = Voucher.objects.create(
        book=original.book,
        period=period,
        store_id=original.store_id,
        word=original.word,
        number=next_number(period_id=period.pk, word=original.word),
        voucher_on=on,
        kind=VoucherKind.NORMAL,
        status=VoucherStatus.POSTED if is_automatic else VoucherStatus.SUBMITTED,
        summary=summary,
        amount_total=-original.amount_total,
        source_type=original.source_type,
        source_id=original.source_id,
        source_number=original.source_number,
        rule_id=original.rule_id if is_automatic else None,
        occurrence=original.occurrence,
        reverses=original,
        is_automatic=is_automatic,
        prepared_by=by,
        posted_by=by if is_automatic else None,
    )
    VoucherLine.objects.bulk_create(
        VoucherLine(
            voucher=red,
            line_no=line.line_no,
            summary=summary,
            account_id=line.account_id,
            amount_debit=-line.amount_debit,
            amount_credit=-line.amount_credit,
            dimensions=line.dimensions,
            cash_flow_item=line.cash_flow_item,
        )
        for line in lines
    )
    return red

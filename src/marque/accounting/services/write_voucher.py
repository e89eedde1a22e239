"""填制凭证: an accountant types a voucher, and corrects it until it has been reviewed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.facts import VoucherDraft
from marque.accounting.models import Book, Voucher, VoucherLine
from marque.accounting.models.vouchers import VoucherWord
from marque.accounting.services.build_lines import build_lines, refuse_unbalanced
from marque.accounting.services.find_period import open_period
from marque.accounting.services.numbers import next_number
from marque.accounting.workflow import EDITABLE, VoucherStatus
from marque.kernel.errors import (
    InvalidInput,
    InvalidTransition,
    NotAuthorised,
    StaleDocument,
)

RIGHT = "accounting.create_voucher"


@transaction.atomic
def create_voucher(*, book: Book, draft: VoucherDraft, by: Any, as_draft: bool = False) -> Voucher:
    """Write a voucher by hand; it waits for another person's review.

    A draft may be unbalanced and has no number yet.  Raises NotAuthorised, InvalidInput,
    Unbalanced, PeriodClosed.
    """
    _refuse_unauthorised(by)
    _refuse_bad_head(draft)
    lines = build_lines(book, draft.lines)
    if not as_draft:
        refuse_unbalanced(lines)
    period = open_period(book, on=draft.voucher_on)
    voucher = Voucher(
        book=book,
        period=period,
        word=draft.word,
        status=VoucherStatus.DRAFT if as_draft else VoucherStatus.SUBMITTED,
        prepared_by=by,
    )
    if not as_draft:
        voucher.number = next_number(period_id=period.pk, word=draft.word)
    _fill(voucher, draft, lines)
    voucher.save(force_insert=True)
    _write_lines(voucher, lines)
    return voucher


@transaction.atomic
def change_voucher(
    *,
    voucher: Voucher,
    draft: VoucherDraft,
    by: Any,
    expected_version: int | None = None,
) -> Voucher:
    """Replace what the preparer typed; a voucher with a number keeps it, its word and its month.

    Raises NotAuthorised (also for anybody but the preparer), StaleDocument, InvalidTransition
    once it is reviewed, and what `create_voucher` raises.
    """
    _refuse_unauthorised(by)
    _refuse_bad_head(draft)
    locked: Voucher = Voucher.objects.locked().select_related("book", "period").get(pk=voucher.pk)
    _refuse_change(locked, by, expected_version)
    lines = build_lines(locked.book, draft.lines)
    if locked.status != VoucherStatus.DRAFT:
        refuse_unbalanced(lines)
    period = open_period(locked.book, on=draft.voucher_on)
    if locked.number is not None and (period != locked.period or draft.word != locked.word):
        raise InvalidInput(_("凭证已编号，凭证字和月份不能再改"), field="voucher_on")
    locked.period, locked.word = period, draft.word
    locked.version += 1
    _fill(locked, draft, lines)
    locked.save()
    locked.lines.all().delete()
    _write_lines(locked, lines)
    return locked


def _refuse_unauthorised(by: Any) -> None:
    if not by.has_perm(RIGHT):
        raise NotAuthorised(_("您没有“填制凭证”的权限"))


def _refuse_bad_head(draft: VoucherDraft) -> None:
    if draft.word not in VoucherWord.values:
        raise InvalidInput(_("请选择凭证字"), field="word")


def _refuse_change(voucher: Voucher, by: Any, expected_version: int | None) -> None:
    if voucher.prepared_by_id != by.pk:
        raise NotAuthorised(_("只有制单人可以修改凭证"))
    if voucher.status not in EDITABLE:
        raise InvalidTransition(
            _("%(status_label)s的凭证不能修改") % {"status_label": voucher.status_label}
        )
    if voucher.is_automatic or voucher.rule_id or voucher.reverses_id:
        raise InvalidTransition(_("由业务单据生成的凭证不能修改"))
    if expected_version is not None and expected_version != voucher.version:
        raise StaleDocument(_("凭证已被他人修改，请刷新后重试"))


def _fill(voucher: Voucher, draft: VoucherDraft, lines: Sequence[VoucherLine]) -> None:
    voucher.voucher_on = draft.voucher_on
    voucher.store_id = draft.store_id
    voucher.attachments_count = draft.attachments_count
    voucher.summary = next((line.summary for line in lines if line.summary), "")
    voucher.amount_total = sum((line.amount_debit for line in lines), Decimal(0))


def _write_lines(voucher: Voucher, lines: Sequence[VoucherLine]) -> None:
    for line in lines:
        line.voucher = voucher
    VoucherLine.objects.bulk_create(lines)

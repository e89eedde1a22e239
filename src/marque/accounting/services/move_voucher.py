"""提交、审核、记账、作废: the moves of a voucher typed by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accounting.models import Voucher
from marque.accounting.services.build_lines import refuse_unbalanced
from marque.accounting.services.find_period import open_period
from marque.accounting.services.numbers import next_number
from marque.accounting.workflow import VOUCHER_WORKFLOW
from marque.kernel.errors import GuardRefused, NotAuthorised, StaleDocument

Effect = Callable[[Voucher, Any], None]


def submit_voucher(*, voucher: Voucher, by: Any, version: int | None = None) -> Voucher:
    """A draft becomes a numbered voucher that waits for review; it must balance."""
    return _move(voucher, "submit", by, _number, version)


def review_voucher(*, voucher: Voucher, by: Any, version: int | None = None) -> Voucher:
    """Another person than the preparer agrees."""
    return _move(voucher, "review", by, _sign_review, version)


def unreview_voucher(*, voucher: Voucher, by: Any, version: int | None = None) -> Voucher:
    """The reviewer takes the agreement back, so that the preparer can correct."""
    return _move(voucher, "unreview", by, _withdraw_review, version)


def post_voucher(*, voucher: Voucher, by: Any, version: int | None = None) -> Voucher:
    """The voucher enters the ledger.  From now on it can only be reversed."""
    return _move(voucher, "post", by, _sign_posting, version)


def void_voucher(*, voucher: Voucher, by: Any, version: int | None = None) -> Voucher:
    """The preparer gives the voucher up; its number stays used."""
    return _move(voucher, "void", by, _only_preparer, version)


MOVES: dict[str, Callable[..., Voucher]] = {
    "submit": submit_voucher,
    "review": review_voucher,
    "unreview": unreview_voucher,
    "post": post_voucher,
    "void": void_voucher,
}


@transaction.atomic
def _move(voucher: Voucher, name: str, by: Any, effect: Effect, version: int | None) -> Voucher:
    """Raises StaleDocument, InvalidTransition, NotAuthorised, Unbalanced, PeriodClosed.

    `version` is what the person saw: nobody agrees to lines that were changed behind the page.
    """
    locked: Voucher = Voucher.objects.locked().select_related("book", "period").get(pk=voucher.pk)
    if version is not None and version != locked.version:
        raise StaleDocument(_("凭证已被他人修改，请刷新后重试"))
    transition = VOUCHER_WORKFLOW.check(name, locked, by)
    open_period(locked.book, on=locked.voucher_on)
    effect(locked, by)
    locked.move(transition, by=by)
    return locked


def _number(voucher: Voucher, by: Any) -> None:
    _only_preparer(voucher, by)
    refuse_unbalanced(list(voucher.lines.all()))
    if voucher.number is None:
        voucher.number = next_number(period_id=voucher.period_id, word=voucher.word)


def _sign_review(voucher: Voucher, by: Any) -> None:
    if voucher.prepared_by_id == by.pk:
        raise NotAuthorised(_("制单人不能审核自己填制的凭证"))
    voucher.reviewed_by = by


def _withdraw_review(voucher: Voucher, by: Any) -> None:
    if voucher.reviewed_by_id != by.pk:
        raise NotAuthorised(_("只有审核人可以取消审核"))
    voucher.reviewed_by = None


def _sign_posting(voucher: Voucher, by: Any) -> None:
    voucher.posted_by = by


def _only_preparer(voucher: Voucher, by: Any) -> None:
    if voucher.prepared_by_id != by.pk:
        raise NotAuthorised(_("只有制单人可以提交或作废凭证"))
    if voucher.rule_id and not voucher.reverses_id:
        raise GuardRefused(_("由业务单据生成的凭证不能作废，请从业务单据冲销"))

"""Typed lines become voucher lines: accounts found, amounts checked, cash given its flow item."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from marque.accounting.facts import LineDraft
from marque.accounting.models import Account, Book, VoucherLine
from marque.kernel.errors import InvalidInput, Unbalanced

MAX_LINES = 200
FEWEST_LINES = 2


def build_lines(book: Book, drafts: Sequence[LineDraft]) -> list[VoucherLine]:
    """Unsaved lines in order.  Raises InvalidInput for the first line that cannot be right."""
    if len(drafts) > MAX_LINES:
        raise InvalidInput(_("一张凭证最多 %(max_lines)s 条分录") % {"max_lines": MAX_LINES})
    accounts = {
        account.code: account
        for account in Account.objects.filter(
            book=book, code__in={draft.account_code for draft in drafts}
        )
    }
    lines = [
        _line(number, draft, accounts.get(draft.account_code))
        for number, draft in enumerate(drafts, start=1)
    ]
    _give_cash_flow_items(lines)
    return lines


def refuse_unbalanced(lines: Sequence[VoucherLine]) -> None:
    """Raises Unbalanced unless there are two lines or more and the sides are equal."""
    if len(lines) < FEWEST_LINES:
        raise Unbalanced(_("一张凭证至少两条分录"))
    difference = sum((line.amount_debit - line.amount_credit for line in lines), Decimal(0))
    if difference:
        raise Unbalanced(_("借贷不平，差额 %(difference)s") % {"difference": difference})


def _line(number: int, draft: LineDraft, account: Account | None) -> VoucherLine:
    if account is None:
        raise InvalidInput(
            _("第 %(number)s 行没有科目 %(account_code)s")
            % {"number": number, "account_code": draft.account_code},
            field="lines",
        )
    if not account.is_leaf or not account.is_active:
        raise InvalidInput(
            _("第 %(number)s 行科目 %(account)s 不是末级或已停用")
            % {"number": number, "account": account},
            field="lines",
        )
    if bool(draft.amount_debit) == bool(draft.amount_credit):
        raise InvalidInput(
            _("第 %(number)s 行须只填借方或贷方金额") % {"number": number}, field="lines"
        )
    if max(abs(draft.amount_debit), abs(draft.amount_credit)) >= Decimal("1e9"):
        raise InvalidInput(_("第 %(number)s 行金额过大") % {"number": number}, field="lines")
    return VoucherLine(
        line_no=number,
        account=account,
        summary=draft.summary.strip()[:120],
        amount_debit=draft.amount_debit,
        amount_credit=draft.amount_credit,
        dimensions=dict(draft.dimensions),
        cash_flow_item=draft.cash_flow_item,
    )


def _give_cash_flow_items(lines: Sequence[VoucherLine]) -> None:
    """A cash line is explained by its biggest counter-account; cash to cash carries no item."""
    counters = [line for line in lines if not line.account.is_cash]
    if not counters:
        return
    biggest = max(counters, key=lambda line: abs(line.amount_debit - line.amount_credit)).account
    for line in lines:
        if line.account.is_cash and not line.cash_flow_item:
            line.cash_flow_item = (
                biggest.cash_flow_in or "2" if line.amount_debit else biggest.cash_flow_out or "6"
            )

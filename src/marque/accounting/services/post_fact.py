"""From a business fact to a posted voucher."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marque.accounting.facts import AccountingFact
from marque.accounting.models import Book, PeriodStatus, Side, Voucher, VoucherLine
from marque.accounting.queries.rules import RuleLine, find_posted, find_rule_lines
from marque.accounting.services.find_period import create_period, refuse_unless_open
from marque.accounting.services.numbers import give_back, next_number
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import GuardRefused, Unbalanced

PLACE = re.compile(r"\{(\w+)\}")
"""A place in a summary template: {source}, {summary}, or a dimension such as {customer}."""


def post(fact: AccountingFact, *, by: Any) -> Voucher:
    """Turn a fact into a voucher by the rule of the company's book.

    Posting the same fact twice returns the first voucher.  Five queries, inside the caller's
    transaction or one of its own.  A rule that is not reviewed automatically leaves the voucher
    waiting for review.  Raises GuardRefused (no book, no rule, nothing to post), InvalidInput
    (before the opening date), PeriodClosed and Unbalanced; then nothing is written.
    """
    if connection.in_atomic_block:
        return _post(fact, by)
    with transaction.atomic():
        return _post(fact, by)


def _post(fact: AccountingFact, by: Any) -> Voucher:
    rule_lines = _rule_lines(fact)
    rule = rule_lines[0]
    period_id = _period_of(rule, fact)
    lines = _lines(rule_lines, fact)
    number = next_number(period_id=period_id, word=rule.word)
    if first := _already_posted(rule, fact):
        give_back(period_id=period_id, word=rule.word)
        return first
    voucher = _voucher(rule, fact, by)
    voucher.period_id, voucher.number = period_id, number
    voucher.amount_total = sum((line.amount_debit for line in lines), Decimal(0))
    voucher.save(force_insert=True)
    for line in lines:
        line.voucher = voucher
    VoucherLine.objects.bulk_create(lines)
    return voucher


def _rule_lines(fact: AccountingFact) -> list[RuleLine]:
    lines = find_rule_lines(rule=fact.rule, company_id=fact.company_id, on=fact.happened_on)
    if lines:
        return lines
    if not Book.objects.filter(company=fact.company_id).exists():
        raise GuardRefused(_("公司尚未建账，不能记账"))
    raise GuardRefused(_("没有启用的凭证模板 %(rule)s") % {"rule": fact.rule})


def _period_of(rule: RuleLine, fact: AccountingFact) -> int:
    is_closed = rule.period_status == PeriodStatus.CLOSED
    refuse_unless_open(rule.opened_on, period_closed=is_closed, on=fact.happened_on)
    return rule.period_id or create_period(rule.book_id, on=fact.happened_on).pk


def _lines(rule_lines: list[RuleLine], fact: AccountingFact) -> list[VoucherLine]:
    words = _words(fact)
    lines: list[VoucherLine] = []
    for rule_line in rule_lines:
        if amount := fact.amount(rule_line.amount_key):
            lines.append(_line(len(lines) + 1, rule_line, amount, fact))
            lines[-1].summary = _summary(rule_line.summary or rule_line.rule_summary, words)
    if not lines:
        raise GuardRefused(_("%(source)s 没有可记账的金额") % {"source": fact.source_number})
    difference = sum((line.amount_debit - line.amount_credit for line in lines), Decimal(0))
    if difference:
        raise Unbalanced(
            _("%(rule)s借贷不平，差额 %(difference)s")
            % {"rule": rule_lines[0].rule_name, "difference": difference}
        )
    return lines


def _line(number: int, rule_line: RuleLine, amount: Decimal, fact: AccountingFact) -> VoucherLine:
    is_debit = rule_line.side == Side.DEBIT
    return VoucherLine(
        line_no=number,
        account_id=rule_line.account_id,
        amount_debit=amount if is_debit else Decimal(0),
        amount_credit=Decimal(0) if is_debit else amount,
        dimensions={
            key: fact.dimensions[key] for key in rule_line.dimensions if fact.dimensions.get(key)
        },
        cash_flow_item=rule_line.cash_flow_item,
    )


def _words(fact: AccountingFact) -> defaultdict[str, str]:
    return defaultdict(str, fact.dimensions, source=fact.source_number, summary=fact.summary)


def _summary(template: str, words: defaultdict[str, str]) -> str:
    """The accountants' text with its places filled; records are kept in Chinese."""
    filled = PLACE.sub(lambda place: words[place[1]], template)
    return " ".join(filled.split())[:120]


def _already_posted(rule: RuleLine, fact: AccountingFact) -> Voucher | None:
    """The first voucher; asked while the counter is held, so that no twin can be on its way."""
    known = find_posted(
        rule_id=rule.rule_id,
        source_type=fact.source_type,
        source_id=fact.source_id,
        occurrence=fact.occurrence,
    )
    return Voucher.objects.get(pk=known) if known else None


def _voucher(rule: RuleLine, fact: AccountingFact, by: Any) -> Voucher:
    posted = rule.is_auto_reviewed
    return Voucher(
        book_id=rule.book_id,
        store_id=fact.store_id,
        word=rule.word,
        voucher_on=fact.happened_on,
        status=VoucherStatus.POSTED if posted else VoucherStatus.SUBMITTED,
        summary=_summary(rule.rule_summary, _words(fact)),
        source_type=fact.source_type,
        source_id=fact.source_id,
        source_number=fact.source_number,
        rule_id=rule.rule_id,
        occurrence=fact.occurrence,
        is_automatic=posted,
        prepared_by=by,
        posted_by=by if posted else None,
        attachments_count=1,
    )

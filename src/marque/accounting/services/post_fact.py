"""From a business fact to a posted voucher."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import OuterRef, Subquery

from marque.accounting.facts import AccountingFact
from marque.accounting.models import (
    Book,
    FiscalPeriod,
    PeriodStatus,
    PostingRule,
    PostingRuleLine,
    Side,
    Voucher,
    VoucherLine,
)
from marque.accounting.services.find_period import create_period, refuse_unless_open
from marque.accounting.services.numbers import give_back, next_number
from marque.accounting.workflow import VoucherStatus
from marque.kernel.errors import GuardRefused, Unbalanced

PLACE = re.compile(r"\{(\w+)\}")
"""A place in a summary template: {source}, or a dimension such as {customer}."""


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
    rule = rule_lines[0].rule
    period_id = _period_of(rule.book, rule_lines[0], fact)
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


def _rule_lines(fact: AccountingFact) -> list[PostingRuleLine]:
    """The lines of the rule with their accounts, and the period of the day, in one query."""
    period = FiscalPeriod.objects.filter(
        book=OuterRef("rule__book"),
        starts_on__lte=fact.happened_on,
        ends_on__gte=fact.happened_on,
    )
    lines = list(
        PostingRuleLine.objects.filter(
            rule__book__company=fact.company_id,
            rule__code=fact.rule,
            rule__is_active=True,
        )
        .select_related("rule__book", "account_role__account")
        .annotate(
            period_id=Subquery(period.values("pk")[:1]),
            period_status=Subquery(period.values("status")[:1]),
        )
        .order_by("line_no")
    )
    if not lines:
        has_book = Book.objects.filter(company=fact.company_id).exists()
        raise GuardRefused(
            f"没有启用的凭证模板 {fact.rule}" if has_book else "公司尚未建账，不能记账"
        )
    return lines


def _period_of(book: Book, annotated: Any, fact: AccountingFact) -> int:
    refuse_unless_open(
        book,
        period_closed=annotated.period_status == PeriodStatus.CLOSED,
        on=fact.happened_on,
    )
    return int(annotated.period_id or create_period(book, on=fact.happened_on).pk)


def _lines(rule_lines: list[PostingRuleLine], fact: AccountingFact) -> list[VoucherLine]:
    words = defaultdict(str, fact.dimensions, source=fact.source_number)
    lines: list[VoucherLine] = []
    difference = Decimal(0)
    for rule_line in rule_lines:
        amount = fact.amount(rule_line.amount_key)
        if not amount:
            continue
        is_debit = rule_line.side == Side.DEBIT
        difference += amount if is_debit else -amount
        account = rule_line.account_role.account
        lines.append(
            VoucherLine(
                line_no=len(lines) + 1,
                account=account,
                summary=_summary(rule_line.summary, rule_line.rule, fact, words),
                amount_debit=amount if is_debit else 0,
                amount_credit=0 if is_debit else amount,
                dimensions={
                    key: fact.dimensions[key]
                    for key in (*account.dimensions, *rule_line.dimensions)
                    if fact.dimensions.get(key)
                },
                cash_flow_item=rule_line.cash_flow_item,
            )
        )
    if not lines:
        raise GuardRefused(f"{fact.source_number} 没有可记账的金额")
    if difference:
        raise Unbalanced(f"{rule_lines[0].rule.name}借贷不平，差额 {difference}")
    return lines


def _summary(
    template: str, rule: PostingRule, fact: AccountingFact, words: defaultdict[str, str]
) -> str:
    if not template and fact.summary:
        return fact.summary[:120]
    return PLACE.sub(lambda place: words[place[1]], template or rule.summary).strip()[:120]


def _already_posted(rule: PostingRule, fact: AccountingFact) -> Voucher | None:
    voucher: Voucher | None = Voucher.objects.filter(
        rule=rule,
        source_type=fact.source_type,
        source_id=fact.source_id,
        occurrence=fact.occurrence,
        reverses__isnull=True,
    ).first()
    return voucher


def _voucher(rule: PostingRule, fact: AccountingFact, by: Any) -> Voucher:
    posted = rule.is_auto_reviewed
    words = defaultdict(str, fact.dimensions, source=fact.source_number)
    return Voucher(
        book=rule.book,
        store_id=fact.store_id,
        word=rule.word,
        voucher_on=fact.happened_on,
        status=VoucherStatus.POSTED if posted else VoucherStatus.SUBMITTED,
        summary=_summary("", rule, fact, words),
        source_type=fact.source_type,
        source_id=fact.source_id,
        source_number=fact.source_number,
        rule=rule,
        occurrence=fact.occurrence,
        is_automatic=posted,
        prepared_by=by,
        posted_by=by if posted else None,
        attachments_count=1,
    )

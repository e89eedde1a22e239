"""The rule for a fact with its accounts and its period: one query for each posting.

Written as SQL because every business document posts several facts: building this query through
the ORM costs more than running it.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

FIND = """
SELECT b.id, b.opened_on, p.id, p.status,
       r.id, r.name, r.word, r.summary, r.is_auto_reviewed,
       l.side, l.amount_key, l.summary, l.cash_flow_item, a.id, a.dimensions || l.dimensions
  FROM accounting_book b
  JOIN accounting_postingrule r ON r.book_id = b.id AND r.code = %s AND r.is_active
  JOIN accounting_postingruleline l ON l.rule_id = r.id
  JOIN accounting_accountrole ar ON ar.id = l.account_role_id
  JOIN accounting_account a ON a.id = ar.account_id
  LEFT JOIN accounting_fiscalperiod p ON p.book_id = b.id AND p.year = %s AND p.month = %s
 WHERE b.company_id = %s
 ORDER BY l.line_no
"""
POSTED = """
SELECT id FROM accounting_voucher
 WHERE rule_id = %s AND source_type = %s AND source_id = %s AND occurrence = %s
   AND reverses_id IS NULL
"""


class RuleLine(NamedTuple):
    """A line of a posting rule, with what all lines of the rule share in front."""

    book_id: int
    opened_on: date
    period_id: int | None
    period_status: str | None
    rule_id: int
    rule_name: str
    word: str
    rule_summary: str
    is_auto_reviewed: bool
    side: str
    amount_key: str
    summary: str
    cash_flow_item: str
    account_id: int
    dimensions: list[str]


def find_rule_lines(*, rule: str, company_id: int, on: date) -> list[RuleLine]:
    """The lines of an active rule in the company's book; none without a book or a rule."""
    with connection.cursor() as cursor:
        cursor.execute(FIND, [rule, on.year, on.month, company_id])
        return [RuleLine(*row) for row in cursor.fetchall()]


def find_posted(*, rule_id: int, source_type: str, source_id: int, occurrence: int) -> int | None:
    """The id of the voucher that a fact has made already."""
    with connection.cursor() as cursor:
        cursor.execute(POSTED, [rule_id, source_type, source_id, occurrence])
        row = cursor.fetchone()
        return row[0] if row else None

"""Continuous voucher numbers (财会〔2024〕12号 art. 21(3))."""

from __future__ import annotations

from django.db import connection

NEXT = """
INSERT INTO accounting_vouchercounter (period_id, word, last) VALUES (%s, %s, 1)
    ON CONFLICT (period_id, word) DO UPDATE SET last = accounting_vouchercounter.last + 1
    RETURNING last
"""
GIVE_BACK = """
UPDATE accounting_vouchercounter SET last = last - 1 WHERE period_id = %s AND word = %s
"""


def next_number(*, period_id: int, word: str) -> int:
    """The next number of a word in a period.

    Holds the counter's row until the transaction ends, so that no other voucher can take a
    number that might then be left unused: ask for it last.
    """
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [period_id, word])
        return int(cursor.fetchone()[0])


def give_back(*, period_id: int, word: str) -> None:
    """Undo the `next_number` just taken in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, [period_id, word])

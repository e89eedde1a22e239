"""Rules that come with a newer version reach the books that are open."""

from __future__ import annotations

import pytest

from marque.accounting.models import AccountRole, PostingRule
from marque.accounting.services.install_rules import upgrade_books
from marque.accounting.testing import open_demo_book
from marque.accountsets.services.migrate import after_migration

pytestmark = pytest.mark.django_db

CODE, ROLE = "billing.default_compensated", "NON_OPERATING_EXPENSES"


@pytest.fixture
def old_book(bj, he):
    """A book of a version that did not know the rule nor the role of its account."""
    book = open_demo_book(bj.company, by=he)
    rule = book.rules.get(code=CODE)
    rule.lines.all().delete()
    rule.delete()
    AccountRole.objects.filter(book=book, role=ROLE).delete()
    return book


def test_a_new_rule_reaches_an_open_book_once(old_book):
    changed = old_book.rules.get(code="billing.refund_paid")
    PostingRule.objects.filter(pk=changed.pk).update(summary="改过的摘要")
    assert upgrade_books in after_migration
    for _again in range(2):
        upgrade_books()
        rule = old_book.rules.get(code=CODE)
        assert [line.account_role.role for line in rule.lines.order_by("line_no")] == [
            ROLE, "CASH", "BANK",
        ]  # fmt: skip
    changed.refresh_from_db()
    assert changed.summary == "改过的摘要"
    assert AccountRole.objects.get(book=old_book, role=ROLE).account.code in {"5711", "6711"}

"""The posting rules of the product in a book: when it is opened, and after each upgrade."""

from __future__ import annotations

import logging
from typing import Any

from django.db import transaction

from marque.accounting import charts
from marque.accounting.models import Account, AccountRole, Book, PostingRule, PostingRuleLine
from marque.accountsets.schemas import current_schema

log = logging.getLogger(__name__)


def upgrade_books() -> None:
    """Give every book of the account set the rules that came with a newer version.

    Rules that a book has are left as its accountants changed them; doing it again changes
    nothing.  Runs after every migration.
    """
    if current_schema() == "public":
        return
    for book in Book.objects.all():
        install_rules(book)


@transaction.atomic
def install_rules(book: Book) -> list[PostingRule]:
    """Add the rules that the book lacks, with the account roles they need."""
    have = set(PostingRule.objects.filter(book=book).values_list("code", flat=True))
    missing = {code: rule for code, rule in charts.rules().items() if code not in have}
    if not missing:
        return []
    roles = _roles(book, missing)
    for code in [code for code, rule in missing.items() if not _known(rule, roles)]:
        log.warning("Book %s has no account for the posting rule %s", book.pk, code)
        del missing[code]
    rules = PostingRule.objects.bulk_create(
        PostingRule(
            book=book,
            code=code,
            name=rule["name"],
            summary=rule["summary"],
            word=rule.get("word", "记"),
        )
        for code, rule in missing.items()
    )
    PostingRuleLine.objects.bulk_create(
        PostingRuleLine(
            rule=rule,
            line_no=number,
            side=line["side"],
            account_role=roles[line["role"]],
            amount_key=line["amount"],
            summary=line.get("summary", ""),
            cash_flow_item=line.get("cash_flow", ""),
        )
        for rule in rules
        for number, line in enumerate(missing[rule.code]["lines"], start=1)
    )
    return rules


def _known(rule: charts.Rule, roles: dict[str, AccountRole]) -> bool:
    return all(line["role"] in roles for line in rule["lines"])


def _roles(book: Book, rules: dict[str, Any]) -> dict[str, AccountRole]:
    """The book's roles; those that new rules need are added where the chart has the account."""
    roles = {role.role: role for role in AccountRole.objects.filter(book=book)}
    wanted = {line["role"] for rule in rules.values() for line in rule["lines"]} - set(roles)
    codes = {name: charts.chart(book.standard)["roles"].get(name, "") for name in wanted}
    accounts = Account.objects.filter(book=book, is_leaf=True).in_bulk(
        Account.objects.filter(book=book, code__in=codes.values()).values_list("pk", flat=True)
    )
    by_code = {account.code: account for account in accounts.values()}
    for name, code in codes.items():
        if code in by_code:
            roles[name] = AccountRole.objects.create(book=book, role=name, account=by_code[code])
    return roles

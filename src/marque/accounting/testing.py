"""Builders for tests, here and in the apps above."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from marque.accounting.facts import AccountingFact, LineDraft, VoucherDraft
from marque.accounting.models import Book
from marque.accounting.services.open_book import open_book
from marque.organisation.models import User

OPENED_ON = date(2026, 1, 1)


def open_demo_book(company, *, standard="small", on=OPENED_ON, by=None, administrator=None):
    """The company's book, opened on 2026-01-01 unless it is open already."""
    book = Book.objects.filter(company=company).first()
    if book:
        return book
    by = by or User.objects.order_by("pk").first()
    return open_book(company=company, standard=standard, on=on, by=by, administrator=administrator)


def make_fact(rule, *, book, source_id=1, on=date(2026, 11, 20), store=None, **changes):
    """A fact of a sales order unless the test says otherwise; amounts as keywords in `amounts`."""
    values = {
        "source_type": "sales.salesorder",
        "source_number": f"SO2611-{source_id:04d}",
        "amounts": {"gross": Decimal("5000.00"), "bank": Decimal("5000.00")},
        "dimensions": {"customer": "陈建国"},
        **changes,
    }
    return AccountingFact(
        rule=rule,
        company_id=book.company_id,
        store_id=store.pk if store else None,
        source_id=source_id,
        happened_on=on,
        **values,
    )


def make_draft(*lines, on=date(2026, 11, 20), **changes):
    """A voucher as typed, from (account code, debit, credit) triples."""
    return VoucherDraft(
        voucher_on=on,
        lines=[
            LineDraft(
                account_code=code,
                amount_debit=Decimal(debit),
                amount_credit=Decimal(credit),
                summary="测试",
            )
            for code, debit, credit in lines
        ],
        **changes,
    )

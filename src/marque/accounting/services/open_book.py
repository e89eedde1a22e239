"""建公司账: install a chart, its roles and posting rules, and the periods of the first year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from marque.accounting import charts
from marque.accounting.models import (
    Account,
    AccountRole,
    Book,
    FiscalPeriod,
    Standard,
)
from marque.accounting.services.find_period import period_of
from marque.accounting.services.install_rules import install_rules
from marque.accounting.services.set_tax_rate import install_tax_rates
from marque.kernel.errors import Duplicate, InvalidInput
from marque.organisation.models import Company


@transaction.atomic
def open_book(
    *, company: Company, standard: str, on: date, by: Any, administrator: Any = None
) -> Book:
    """Open the ledger of `company` on a day, under a standard, with its administrator.

    Raises Duplicate when the company has a book, InvalidInput when the day lies before the
    start date of the account set or of the company.
    """
    if standard not in Standard.values:
        raise InvalidInput(_("请选择会计准则"), field="standard")
    _refuse_early_start(company, on)
    book, created = Book.objects.get_or_create(
        company=company,
        defaults={
            "standard": standard,
            "opened_on": on,
            "opened_by": by,
            "administrator": administrator,
        },
    )
    if not created:
        raise Duplicate(_("%(company)s 已经建账") % {"company": company})
    accounts = _install_accounts(book)
    _install_roles(book, accounts)
    install_rules(book)
    _open_year(book)
    install_tax_rates()
    return book


def _refuse_early_start(company: Company, on: date) -> None:
    starts = [
        getattr(getattr(connection, "tenant", None), "starts_on", None),
        getattr(company, "starts_on", None),
    ]
    start = max((day for day in starts if day), default=None)
    if start and on < start:
        raise InvalidInput(
            _("启用日期不能早于账套启用日期 %(start)s") % {"start": start}, field="opened_on"
        )


def _install_accounts(book: Book) -> dict[str, Account]:
    rows = charts.chart(book.standard)["accounts"]
    parents = {row["code"].rpartition(".")[0] for row in rows}
    accounts: dict[str, Account] = {}
    for level in (1, 2, 3):
        batch = [
            Account(
                book=book,
                code=row["code"],
                name=row["name"],
                name_en=row["name_en"],
                kind=row["kind"],
                balance_side=row["side"],
                parent=accounts.get(row["code"].rpartition(".")[0]),
                is_leaf=row["code"] not in parents,
                is_cash=row.get("cash", False),
                dimensions=row.get("dimensions", []),
                cash_flow_in=row.get("cash_flow_in", ""),
                cash_flow_out=row.get("cash_flow_out", ""),
            )
            for row in rows
            if row["code"].count(".") == level - 1
        ]
        accounts |= {account.code: account for account in Account.objects.bulk_create(batch)}
    return accounts


def _install_roles(book: Book, accounts: dict[str, Account]) -> None:
    roles = charts.chart(book.standard)["roles"]
    AccountRole.objects.bulk_create(
        AccountRole(book=book, role=role, account=accounts[code]) for role, code in roles.items()
    )


def _open_year(book: Book) -> list[FiscalPeriod]:
    first = book.opened_on
    months = (date(first.year, month, 1) for month in range(first.month, 13))
    return FiscalPeriod.objects.bulk_create(period_of(book.pk, on=month) for month in months)

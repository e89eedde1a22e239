"""The books as spreadsheets (财会〔2024〕12号 art. 27: what is shown can be exported)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any
from urllib.parse import quote

import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext as _

from marque.accounting.models import Account
from marque.accounting.models.books import local_name
from marque.accounting.queries.ledger import AccountLedger
from marque.accounting.queries.trial_balance import TrialBalance
from marque.accounting.views.records import BookPage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIRST_AMOUNT = 2


def trial_balance_file(balance: TrialBalance, page: BookPage) -> HttpResponse:
    """科目余额表 of a period."""
    head = [
        _("科目编码"), _("科目名称"), _("期初借方"), _("期初贷方"),
        _("本期借方"), _("本期贷方"), _("期末借方"), _("期末贷方"),
    ]  # fmt: skip
    rows: list[Sequence[Any]] = [(row.code, local_name(row), *row.columns) for row in balance.rows]
    rows.append(("", _("合计"), *balance.totals))
    return _file(f"{_('科目余额表')} {page.book} {page.period}", head, rows)


def ledger_file(ledger: AccountLedger, account: Account, page: BookPage) -> HttpResponse:
    """明细账 of an account in a period."""
    head = [_("日期"), _("凭证字号"), _("借方"), _("贷方"), _("余额"), _("摘要"), _("辅助核算")]
    rows = (
        (
            line.voucher.voucher_on.isoformat(),
            line.voucher.full_number,
            line.amount_debit,
            line.amount_credit,
            line.balance,  # type: ignore[attr-defined]
            line.summary,
            line.dimension_text,
        )
        for line in ledger.lines
    )
    return _file(f"{account.code} {account.name} {page.period}", head, rows)


def _file(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    money = book.add_format({"num_format": "#,##0.00;[Red]-#,##0.00"})
    bold = book.add_format({"bold": True})
    sheet.write_row(0, 0, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, str):
                sheet.write_string(number, column, value)
            else:
                sheet.write_number(number, column, float(value), money)
    sheet.set_column(0, 1, 18)
    sheet.set_column(FIRST_AMOUNT, len(head), 16)
    sheet.freeze_panes(1, 0)
    book.close()
    response = HttpResponse(buffer.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    return response

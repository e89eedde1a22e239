"""科目余额表 and 明细账."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting.models import Account, Voucher
from marque.accounting.queries.ledger import account_ledger
from marque.accounting.queries.trial_balance import ALL_LEVELS, TrialBalance, trial_balance
from marque.accounting.views.export import ledger_file, trial_balance_file
from marque.accounting.views.records import BookPage, book_page
from marque.foundation.access.decorators import requires

RIGHT = "accounting.view_trialbalance"
LEVELS = {"1": 1, "2": 2, "all": ALL_LEVELS}
MOST_LINES = 1_000


@requires(RIGHT, label=gettext_lazy("科目余额表"))
def trial_balance_page(request: Any) -> HttpResponse:
    """Opening, movement and closing of every account in a period."""
    page = book_page(request)
    if page is None:
        return render(request, "accounting/no_book.html", {"title": _("科目余额表")})
    level = request.GET.get("level") if request.GET.get("level") in LEVELS else "2"
    with_unposted = request.GET.get("unposted") == "1"
    balance = _balance(request, page, level=LEVELS[level or "2"], with_unposted=with_unposted)
    if request.GET.get("export") == "xlsx":
        return trial_balance_file(balance, page)
    return render(
        request,
        "accounting/trial_balance.html",
        {
            "title": _("科目余额表"),
            "page": page,
            "balance": balance,
            "level": level,
            "levels": (("1", _("1 级")), ("2", _("2 级")), ("all", _("末级"))),
            "with_unposted": with_unposted,
        },
    )


def _counted(request: Any) -> Any:
    """The vouchers whose amounts the reader may add up, in this store or in all of them."""
    return Voucher.objects.within_right(request.user, RIGHT)


def _balance(request: Any, page: BookPage, *, level: int, with_unposted: bool) -> TrialBalance:
    return trial_balance(
        page.book,
        starts_on=page.period.starts_on,
        ends_on=page.period.ends_on,
        level=level,
        with_unposted=with_unposted,
        vouchers=_counted(request),
    )


@requires(RIGHT, label=gettext_lazy("明细账"))
def account_ledger_page(request: Any, code: str) -> HttpResponse:
    """The lines of an account in a period with the running balance, each with its voucher."""
    page = book_page(request)
    if page is None:
        raise Http404
    account = (
        Account.objects.select_related("parent__parent")
        .filter(book=page.book, code=code.replace("\0", ""))
        .first()
    )
    if account is None:
        raise Http404
    ledger = account_ledger(
        account,
        starts_on=page.period.starts_on,
        ends_on=page.period.ends_on,
        vouchers=_counted(request),
    )
    if request.GET.get("export") == "xlsx":
        return ledger_file(ledger, account, page)
    lines = list(ledger.lines[: MOST_LINES + 1])
    return render(
        request,
        "accounting/account_ledger.html",
        {
            "title": account.path,
            "here": account.code,
            "page": page,
            "account": account,
            "ledger": ledger,
            "lines": lines[:MOST_LINES],
            "is_cut": len(lines) > MOST_LINES,
        },
    )

"""会计科目 and 期初余额 of a company's book."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting.forms.chart import AccountForm, OpeningForm
from marque.accounting.models import Account, Book
from marque.accounting.queries.periods import books_of, find_opening
from marque.accounting.services.add_account import add_account
from marque.accounting.services.enter_opening_balances import enter_opening_balances
from marque.accounting.views.records import find_page_book, here
from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.idempotency import submit_once
from marque.kernel.errors import DomainError


@requires("accounting.view_trialbalance", label=gettext_lazy("会计科目"), group_level=True)
@submit_once
def account_list(request: Any) -> HttpResponse:
    """The chart of the book; the form adds a detail account."""
    book = find_page_book(request)
    if book is None:
        return render(request, "accounting/no_book.html", {"title": _("会计科目")})
    accounts = list(Account.objects.filter(book=book).order_by("code"))
    may_change = request.user.has_perm("accounting.change_account")
    form = AccountForm(request.POST or None, accounts=accounts)
    if request.method == "POST" and may_change and form.is_valid():
        data = form.cleaned_data
        parent = data.pop("parent")
        try:
            account = add_account(book=book, parent_code=parent, **data, by=request.user)
        except DomainError as error:
            field = getattr(error, "field", None)
            form.add_error(field if field in form.fields else None, str(error))
        else:
            to = f"{here(request, 'account_list')}?company={book.company_id}"
            return feedback.done(request, _("已增加科目 %(account)s") % {"account": account}, to=to)
    context = {
        "title": _("会计科目"),
        "book": book,
        "accounts": accounts,
        "form": form,
        "may_change": may_change,
    }
    status = 422 if form.errors else 200
    return render(request, "accounting/accounts.html", context, status=status)


@requires("accounting.open_book", label=gettext_lazy("期初余额"), group_level=True)
@submit_once
def book_opening(request: Any, pk: int) -> HttpResponse:
    """Type what the company owned and owed on the day its book was opened; once."""
    book: Book = get_object_or_404(books_of(request.user), pk=pk)
    leaves = Account.objects.filter(book=book, is_leaf=True, is_active=True).order_by("code")
    form = OpeningForm(request.POST or None, accounts=list(leaves))
    if request.method == "POST" and form.is_valid():
        try:
            voucher = enter_opening_balances(book=book, balances=form.drafts(), by=request.user)
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            to = here(request, "voucher_detail", pk=voucher.pk)
            return feedback.done(request, _("期初余额已录入"), to=to)
    context = {
        "title": _("期初余额"),
        "book": book,
        "form": form,
        "opening": find_opening(book),
        "back_url": here(request, "book_list"),
    }
    status = 422 if form.errors else 200
    return render(request, "accounting/opening.html", context, status=status)

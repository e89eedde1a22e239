"""What the pages of accounting find first: the book, the period, the voucher, the way back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404
from django.utils import timezone

from marque.accounting.models import Book, FiscalPeriod, Voucher
from marque.accounting.queries.periods import find_book, period_choices
from marque.foundation.ui.records import pages_of
from marque.kernel.periods import Period

here = pages_of("accounting")
"""The address of a page of accounting in the store of the request."""


@dataclass(slots=True)
class BookPage:
    """The book a page shows, the others the reader may choose, and the period."""

    book: Book
    books: list[Book]
    period: FiscalPeriod
    periods: list[FiscalPeriod]


def find_page_book(request: Any) -> Book | None:
    """The book of the store's company; in the group view the one chosen by ?company=."""
    chosen = request.GET.get("company", "")
    company = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else None  # noqa: PLR2004
    return find_book(request.user, store=request.store, company_id=company)


def book_page(request: Any) -> BookPage | None:
    """The book and period of the request; None when the company has no book yet."""
    book = find_page_book(request)
    if book is None:
        return None
    periods = period_choices(book, today=timezone.localdate())
    if not periods:
        return None
    books = [book]
    if request.store is None:
        books = list(Book.objects.visible_to(request.user).select_related("company"))
    return BookPage(book, books, _chosen(periods, request.GET.get("period", "")), periods)


def _chosen(periods: list[FiscalPeriod], text: str) -> FiscalPeriod:
    try:
        wanted = Period.parse(text)
    except ValueError:
        return periods[0]
    found = (p for p in periods if (p.year, p.month) == (wanted.year, wanted.month))
    return next(found, periods[0])


def voucher_or_404(request: Any, pk: int) -> Voucher:
    """A voucher the reader may see in this store."""
    voucher: Voucher | None = (
        Voucher.objects.visible_to(request.user)
        .in_store(request.store)
        .select_related(
            "book__company", "period", "store", "rule", "reverses__period",
            "prepared_by", "reviewed_by", "posted_by",
        )
        .filter(pk=pk)
        .first()
    )  # fmt: skip
    if voucher is None:
        raise Http404
    return voucher

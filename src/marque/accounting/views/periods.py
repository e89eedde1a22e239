"""月末结账 with its checklist."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.accounting.models import Book, FiscalPeriod, PeriodStatus
from marque.accounting.queries.periods import close_checklist
from marque.accounting.services.carry_profit import carry_profit
from marque.accounting.services.close_period import close_period, reopen_period
from marque.accounting.views.records import book_page, here
from marque.foundation.access.decorators import requires
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui import feedback
from marque.kernel.errors import DomainError

HISTORY = {"close": gettext_lazy("月末结账"), "reopen": gettext_lazy("反结账")}


@requires("accounting.view_trialbalance", label=gettext_lazy("月末结账"))
def period_list(request: Any) -> HttpResponse:
    """The periods of the book, and what one of them still needs before it can be closed."""
    page = book_page(request)
    if page is None:
        return render(request, "accounting/no_book.html", {"title": _("月末结账")})
    points = close_checklist(page.period)
    return render(
        request,
        "accounting/periods.html",
        {
            "title": _("月末结账"),
            "page": page,
            "points": points,
            "is_closed": page.period.status == PeriodStatus.CLOSED,
            "is_ready": all(point.is_done for point in points if point.is_blocking),
            "history": timeline_of(
                page.period, labels={name: str(label) for name, label in HISTORY.items()}
            ),
        },
    )


@requires("accounting.close_period", label=gettext_lazy("月末结账"), group_level=True)
@require_POST
def period_close(request: Any, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda period: close_period(period=period, by=request.user, now=timezone.now()),
        _("已结账，本月不能再改动"),
    )


@requires("accounting.reopen_period", label=gettext_lazy("反结账"), group_level=True)
@require_POST
def period_reopen(request: Any, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda period: reopen_period(period=period, by=request.user),
        _("已反结账，本月可以继续记账"),
    )


@requires("accounting.close_period", label=gettext_lazy("损益结转"), group_level=True)
@require_POST
def period_carry(request: Any, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda period: carry_profit(period=period, by=request.user),
        _("损益已结转"),
    )


def _act(request: Any, pk: int, act: Any, message: str) -> HttpResponse:
    books = Book.objects.visible_to(request.user)
    period = FiscalPeriod.objects.select_related("book").filter(pk=pk, book__in=books).first()
    if period is None or (request.store and request.store.company_id != period.book.company_id):
        raise Http404
    to = f"{here(request, 'period_list')}?period={period}&company={period.book.company_id}"
    try:
        act(period)
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, message, to=to)

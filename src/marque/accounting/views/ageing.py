"""应收账龄 by customer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting.models import Voucher
from marque.accounting.queries.ageing import receivable_ageing
from marque.accounting.views.records import find_page_book
from marque.foundation.access.decorators import requires

RIGHT = "accounting.view_trialbalance"


@requires(RIGHT, label=gettext_lazy("应收账龄"))
def receivable_ageing_page(request: Any) -> HttpResponse:
    """Who owes how much by age; `?customer=` opens the items of one."""
    book = find_page_book(request)
    if book is None:
        return render(request, "accounting/no_book.html", {"title": _("应收账龄")})
    vouchers = Voucher.objects.within_right(request.user, RIGHT).filter(book=book)
    customer = request.GET.get("customer", "").replace("\0", "")[:80]
    debtors = receivable_ageing(on=timezone.localdate(), vouchers=vouchers, customer=customer)
    ages = [_("%s 天内") % days for days in (30, 60, 90, 180, 365)]
    sums = [sum(column, Decimal(0)) for column in zip(*(d.buckets for d in debtors), strict=True)]
    context = {
        "title": _("应收账龄"),
        "book": book,
        "debtors": debtors,
        "customer": customer,
        "heads": [*ages, _("1 年以上")],
        "sums": sums,
        "total": sum((debtor.total for debtor in debtors), Decimal(0)),
    }
    return render(request, "accounting/ageing.html", context)

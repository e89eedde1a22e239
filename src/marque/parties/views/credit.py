"""The credit of a customer: limit, what is used, what is lent and borrowed (CUS-29, CUS-30)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from marque.foundation.access.decorators import requires
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.records import Confirmation, ask_first
from marque.foundation.ui.templatetags.ui import yuan
from marque.parties.forms.credit import LimitForm, LoanForm
from marque.parties.models import CreditLoan, Customer
from marque.parties.queries.credit import CreditBook
from marque.parties.services.credit import lend_credit, return_credit, set_credit_limit
from marque.parties.sources import Figure, exposures_of
from marque.parties.tabs import CustomerTab
from marque.parties.views.frames import customer_in_reach, form_view, here

VIEW = "parties.view_credit"
SET = "parties.set_credit"
LEND = "parties.lend_credit"


def credit_tab() -> CustomerTab:
    """The tab 信用额度."""
    return CustomerTab(
        key="credit",
        label=gettext_lazy("信用额度"),
        template="parties/customer/_credit.html",
        context=_credit,
        right=VIEW,
        order=60,
    )


def _credit(request: Any, customer: Any) -> dict[str, Any]:
    today = timezone.localdate()
    book, owed = CreditBook(customer), exposures_of(customer)
    now = book.on(today)
    used = sum((amount for _label, amount in owed), Decimal(0))
    return {
        "book": book,
        "now": now,
        "owed": owed,
        "used": used,
        "free": now.limit - used,
        "loans": [(row, row.counts_on(today), who) for row, who in _partners(request, book)],
        "limits": [(row, now.row is not None and row.pk == now.row.pk) for row in book.limits],
    }


def _partners(request: Any, book: CreditBook) -> Iterator[tuple[CreditLoan, str]]:
    """Each loan with the name of the other side, which only who may see that customer reads."""
    sides = {loan.pk: _other_side(loan, book.customer) for loan in book.loans}
    keys = [other.pk for other in sides.values()]
    reach = Customer.objects.visible_to(request.user).filter(pk__in=keys) if keys else ()
    seen = {row.pk for row in reach}
    for loan in book.loans:
        other = sides[loan.pk]
        yield loan, other.name if other.pk in seen else _("其他客户")


def _other_side(loan: CreditLoan, customer: Customer) -> Customer:
    side: Customer = loan.lender if loan.borrower_id == customer.pk else loan.borrower
    return side


def credit_figures(_request: Any, customer: Customer) -> Iterator[Figure]:
    """What the customer may still owe, where there is a limit."""
    book = CreditBook(customer)
    if not book.is_empty:
        used = sum((amount for _label, amount in exposures_of(customer)), Decimal(0))
        free = book.on(timezone.localdate()).limit - used
        css = "c-red" if free < 0 else ""
        yield Figure(_("可用额度"), f"¥{yuan(free)}", css=css, order=60)


def _back(request: Any, number: str) -> str:
    return f"{here(request, 'customer_detail', number=number)}?tab=credit"


@requires(SET, label=gettext_lazy("设置信用额度"))
@require_http_methods(["GET", "POST"])
@submit_once
def credit_set(request: Any, number: str) -> HttpResponse:
    """Give the customer a limit."""
    customer = customer_in_reach(request, number)
    today = timezone.localdate()
    form = LimitForm(request.POST or None, initial=LimitForm.initial_on(today))
    return form_view(
        request,
        form,
        lambda: set_credit_limit(customer, details=form.details(), by=request.user, today=today),
        back=_back(request, number),
        message=_("信用额度已设置"),
        title=_("%s 的信用额度") % customer.name,
    )


@requires(LEND, label=gettext_lazy("借用信用额度"))
@require_http_methods(["GET", "POST"])
@submit_once
def credit_borrow(request: Any, number: str) -> HttpResponse:
    """Let the customer use a part of another's limit."""
    customer = customer_in_reach(request, number)
    rows = Customer.objects.visible_to(request.user).active().exclude(pk=customer.pk)
    lookup = here(request, "customer_lookup")
    form = LoanForm(request.POST or None, rows=rows, lookup_url=lookup)
    return form_view(
        request,
        form,
        lambda: lend_credit(
            lender=form.cleaned_data["lender"],
            borrower=customer,
            details=form.details(),
            by=request.user,
            today=timezone.localdate(),
        ),
        back=_back(request, number),
        message=_("额度已借入"),
        title=_("%s 借用额度") % customer.name,
    )


@requires(LEND, label=gettext_lazy("借用信用额度"))
@require_http_methods(["GET", "POST"])
def credit_return(request: Any, number: str, pk: int) -> HttpResponse:
    """Give a loan back before its day."""
    customer = customer_in_reach(request, number)
    mine = CreditLoan.objects.filter(Q(lender=customer) | Q(borrower=customer))
    loan = get_object_or_404(mine, pk=pk)
    ask = Confirmation(
        title=_("提前归还额度 ¥%s") % yuan(loan.amount, 2),
        consequences=(_("从今天起借入方不能再使用这笔额度"), _("借出方的额度立即恢复")),
        submit=_("归还"),
        back_url=_back(request, number),
    )
    return ask_first(
        request,
        ask,
        lambda: return_credit(loan, by=request.user, today=timezone.localdate()),
        message=_("额度已归还"),
    )

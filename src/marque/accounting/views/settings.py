"""公司账, 凭证模板 and 税率."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from marque.accounting.forms.settings import OpenBookForm, TaxRateForm
from marque.accounting.models import PostingRule, TaxRate
from marque.accounting.queries.periods import books_of, companies_without_book, users_of
from marque.accounting.services.change_rule import change_rule
from marque.accounting.services.open_book import open_book
from marque.accounting.services.set_tax_rate import set_tax_rate
from marque.accounting.views.records import find_page_book, here
from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.filters import clean_text
from marque.kernel.errors import DomainError


@requires("accounting.open_book", label=gettext_lazy("公司账"), group_level=True)
def book_list(request: Any) -> HttpResponse:
    """The books within reach, and a form to open one for a company that has none."""
    companies = companies_without_book(request.user)
    form = OpenBookForm(
        request.POST or None,
        companies=companies,
        users=users_of(request.user),
        initial={"opened_on": timezone.localdate().replace(day=1)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            book = open_book(
                company=form.cleaned_data["company"],
                standard=form.cleaned_data["standard"],
                on=form.cleaned_data["opened_on"],
                administrator=form.cleaned_data["administrator"],
                by=request.user,
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            message = _("已为 %(company)s 建账") % {"company": book.company}
            return feedback.done(request, message, to=here(request, "book_list"))
    context = {"title": _("公司账"), "books": books_of(request.user), "form": form}
    return render(request, "accounting/books.html", context | {"companies": companies})


@requires("accounting.view_trialbalance", label=gettext_lazy("凭证模板"))
def rule_list(request: Any) -> HttpResponse:
    """The posting rules of the book with their lines, and which of them review themselves."""
    book = find_page_book(request)
    if book is None:
        return render(request, "accounting/no_book.html", {"title": _("凭证模板")})
    rules = book.rules.prefetch_related("lines__account_role__account").order_by("code")
    return render(
        request, "accounting/rules.html", {"title": _("凭证模板"), "book": book, "rules": rules}
    )


@requires("accounting.change_postingrule", label=gettext_lazy("修改凭证模板"), group_level=True)
@require_POST
def rule_change(request: Any, pk: int) -> HttpResponse:
    """Switch automatic review or the whole rule on or off, or change the text of its vouchers."""
    book = find_page_book(request)
    rule = PostingRule.objects.filter(book=book, pk=pk).first()
    if rule is None:
        raise Http404
    to = here(request, "rule_list")
    try:
        change_rule(
            rule=rule,
            summary=clean_text(request.POST.get("summary", ""), 200),
            is_auto_reviewed="auto" in request.POST,
            is_active="active" in request.POST,
            by=request.user,
        )
    except DomainError as error:
        return feedback.refuse(request, error, to=to)
    return feedback.done(request, _("凭证模板已保存"), to=to)


@requires("accounting.view_trialbalance", label=gettext_lazy("税率"), group_level=True)
def tax_rate_list(request: Any) -> HttpResponse:
    """All rates with their days and their law; the form adds the next one."""
    rates = list(TaxRate.objects.order_by("code", "region", "-valid_from"))
    codes = list({rate.code: (rate.code, rate.name) for rate in rates}.values())
    may_change = request.user.has_perm("accounting.change_taxrate")
    form = TaxRateForm(request.POST or None, codes=codes)
    if request.method == "POST" and may_change and form.is_valid():
        try:
            set_tax_rate(
                code=form.cleaned_data["code"],
                rate=form.fraction,
                valid_from=form.cleaned_data["valid_from"],
                source=form.cleaned_data["source"],
            )
        except DomainError as error:
            form.add_error(None, str(error))
        else:
            return feedback.done(request, _("新税率已设置"), to=here(request, "tax_rate_list"))
    context = {"title": _("税率"), "rates": rates, "form": form, "may_change": may_change}
    return render(request, "accounting/tax_rates.html", context | {"today": timezone.localdate()})

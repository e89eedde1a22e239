"""凭证查询, 凭证录入 and the page of one voucher."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.accounting.forms.vouchers import VoucherForm, line_drafts, rows_of, rows_typed
from marque.accounting.models import Book, Voucher
from marque.accounting.queries.vouchers import lines_of
from marque.accounting.services.write_voucher import change_voucher, create_voucher
from marque.accounting.tables import VoucherTable
from marque.accounting.views.records import find_page_book, here, voucher_or_404
from marque.accounting.views.voucher_page import entry_context, form_of, may_edit, reading_context
from marque.foundation.access.decorators import requires
from marque.foundation.ui import feedback
from marque.foundation.ui.idempotency import submit_once
from marque.foundation.ui.lists import render_list
from marque.kernel.errors import DomainError

ENTRY = "accounting/voucher_entry.html"


@requires("accounting.view_voucher", label=gettext_lazy("凭证查询"))
def voucher_list(request: Any) -> HttpResponse:
    """The vouchers of the store, or of all stores the reader may see."""
    return render_list(request, table=VoucherTable)


@requires("accounting.create_voucher", label=gettext_lazy("凭证录入"), group_level=True)
@submit_once
def voucher_create(request: Any) -> HttpResponse:
    """A new voucher; without scripts too (a button adds rows)."""
    book = find_page_book(request)
    if book is None:
        return render(request, "accounting/no_book.html", {"title": _("填制凭证")})
    if request.method == "POST" and "more" not in request.POST:
        return _save(request, book, None)
    form = VoucherForm(request.POST or None, initial=_fresh())
    context = entry_context(request, book, form=form, rows=rows_typed(request.POST))
    return render(request, ENTRY, context)


@requires("accounting.view_voucher", label=gettext_lazy("记账凭证"), group_level=True)
def voucher_detail(request: Any, pk: int) -> HttpResponse:
    """The voucher as a paper; its preparer types on it until it is reviewed."""
    voucher = voucher_or_404(request, pk)
    if not may_edit(voucher, request.user):
        if request.method == "POST":
            raise Http404
        return render(request, "accounting/voucher.html", reading_context(request, voucher))
    if request.method == "POST" and "more" not in request.POST:
        return _save(request, voucher.book, voucher)
    is_sent = request.method == "POST"
    context = entry_context(
        request,
        voucher.book,
        voucher=voucher,
        form=VoucherForm(request.POST) if is_sent else form_of(voucher),
        rows=rows_typed(request.POST) if is_sent else rows_of(list(lines_of(voucher))),
    )
    return render(request, ENTRY, context)


def _save(request: Any, book: Book, voucher: Voucher | None) -> HttpResponse:
    form, rows = VoucherForm(request.POST), rows_typed(request.POST)
    try:
        saved = _written(request, book, voucher, form)
    except DomainError as error:
        context = entry_context(request, book, form=form, rows=rows, voucher=voucher, error=error)
        return render(request, ENTRY, context, status=feedback.status_of(error))
    message = _("凭证 %(number)s 已保存") % {"number": saved.full_number}
    if "again" in request.POST:
        return feedback.done(request, message, to=here(request, "voucher_create"))
    return feedback.done(request, message, to=here(request, "voucher_detail", pk=saved.pk))


def _written(request: Any, book: Book, voucher: Voucher | None, form: VoucherForm) -> Voucher:
    lines = line_drafts(rows_typed(request.POST))
    store_id = request.store.pk if request.store else None
    if voucher is None:
        draft = form.draft(lines, store_id=store_id)
        return create_voucher(
            book=book, draft=draft, by=request.user, as_draft="draft" in request.POST
        )
    return change_voucher(
        voucher=voucher,
        draft=form.draft(lines, store_id=voucher.store_id),
        by=request.user,
        expected_version=form.cleaned_data["version"],
    )


def _fresh() -> dict[str, Any]:
    return {"voucher_on": timezone.localdate(), "attachments_count": 0}

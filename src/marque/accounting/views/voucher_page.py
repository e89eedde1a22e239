"""Everything the voucher page shows, for reading and for typing."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting.forms.vouchers import VoucherForm, VoucherRow, digits, padded, rows_of
from marque.accounting.models import Account, Book, Voucher
from marque.accounting.queries.vouchers import lines_of, list_vouchers, neighbours
from marque.accounting.sources import Source, url_of
from marque.accounting.views.records import here
from marque.accounting.workflow import EDITABLE, VOUCHER_WORKFLOW, VoucherStatus
from marque.foundation.documents.timeline import timeline_of
from marque.foundation.ui.search import spellings
from marque.foundation.ui.stores import code_of
from marque.kernel.errors import DomainError
from marque.kernel.money import in_capitals

RULER = {"zh": "亿千百十万千百十元角分"}


def account_choices(book: Book) -> list[dict[str, str]]:
    """Leaf accounts for the list under the account field: code, name, spellings."""
    accounts = Account.objects.filter(book=book, is_leaf=True, is_active=True).select_related(
        "parent__parent"
    )
    return [
        {"c": account.code, "n": account.path, "p": spellings(account.name)}
        for account in accounts.order_by("code")
    ]


def may_edit(voucher: Voucher, user: Any) -> bool:
    """Whether the reader may still type on this voucher."""
    return (
        voucher.status in EDITABLE
        and voucher.prepared_by_id == user.pk
        and not (voucher.is_automatic or voucher.rule_id or voucher.reverses_id)
        and user.has_perm("accounting.create_voucher")
    )


def entry_context(
    request: Any,
    book: Book,
    *,
    form: VoucherForm,
    rows: list[VoucherRow],
    voucher: Voucher | None = None,
    error: DomainError | None = None,
) -> dict[str, Any]:
    """The page to type on; `error` is what the last attempt was refused for."""
    return {
        "book": book,
        "voucher": voucher,
        "form": form,
        "rows": padded(rows, more=int("more" in request.POST)),
        "accounts": account_choices(book),
        "error": error,
        "ruler": RULER["zh"],
        "back_url": here(request, "voucher_list"),
        **_head(request, voucher),
    }


def reading_context(request: Any, voucher: Voucher) -> dict[str, Any]:
    """The page to read, with what may be done next and everything that happened."""
    lines = list(lines_of(voucher))
    total = sum((line.amount_debit for line in lines), start=voucher.amount_total * 0)
    red = voucher.reversals.exclude(status=VoucherStatus.VOID).first()
    return {
        "book": voucher.book,
        "voucher": voucher,
        "rows": rows_of(lines),
        "total_digits": digits(total),
        "is_red": total < 0,
        "capitals": in_capitals(total),
        "ruler": RULER["zh"],
        "red": red,
        "red_waits": red is not None and red.status != VoucherStatus.POSTED,
        "can_reverse": red is None
        and voucher.status == VoucherStatus.POSTED
        and not voucher.reverses_id
        and request.user.has_perm("accounting.reverse_voucher"),
        "today": timezone.localdate(),
        "timeline": timeline_of(voucher),
        "document": voucher,
        "back_url": here(request, "voucher_list"),
        **_head(request, voucher),
    }


def _head(request: Any, voucher: Voucher | None) -> dict[str, Any]:
    if voucher is None:
        return {"title": _("填制凭证"), "moves": []}
    before, after = neighbours(voucher, list_vouchers(request.user, request.store))
    source = Source(
        voucher.source_type,
        voucher.source_id or 0,
        voucher.source_number,
        code_of(request.store),
    )
    return {
        "title": _("记账凭证"),
        "here": voucher.full_number,
        "before": before,
        "after": after,
        "moves": _moves(voucher, request.user),
        "source_url": url_of(source) if voucher.source_id else None,
    }


def _moves(voucher: Voucher, user: Any) -> list[dict[str, Any]]:
    """The buttons: a preparer is not offered the review of his own voucher, nor others his void."""
    own = voucher.prepared_by_id == user.pk
    hidden = {"review"} if own else {"submit", "void"}
    if voucher.reviewed_by_id != user.pk:
        hidden.add("unreview")
    return [
        {
            "name": move.name,
            "label": move.label,
            "primary": move.name in {"submit", "review", "post"},
            "danger": move.name == "void",
        }
        for move in VOUCHER_WORKFLOW.available(voucher, user)
        if move.name not in hidden
    ]


def form_of(voucher: Voucher) -> VoucherForm:
    """The head of a saved voucher, to be changed."""
    return VoucherForm(
        initial={
            "word": voucher.word,
            "voucher_on": voucher.voucher_on,
            "attachments_count": voucher.attachments_count,
            "version": voucher.version,
        }
    )

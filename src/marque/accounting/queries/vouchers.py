"""Vouchers found: of a document, for a page, beside each other."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from marque.accounting.models import Voucher, VoucherKind, VoucherLine


def vouchers_for(source_type: str, source_id: int) -> QuerySet[Voucher]:
    """Every voucher a business document made, the oldest first, red ones included."""
    found: QuerySet[Voucher] = (
        Voucher.objects.filter(source_type=source_type, source_id=source_id)
        .select_related("period", "store", "rule")
        .order_by("pk")
    )
    return found


def list_vouchers(user: Any, store: Any) -> QuerySet[Voucher]:
    """The vouchers a user may see in a store (None: everywhere); opening balances left out."""
    found: QuerySet[Voucher] = (
        Voucher.objects.visible_to(user).in_store(store).exclude(kind=VoucherKind.OPENING)
    )
    return found


def lines_of(voucher: Voucher) -> QuerySet[VoucherLine]:
    """The lines of a voucher with their accounts and the accounts above them."""
    return voucher.lines.select_related("account__parent__parent").order_by("line_no")


def neighbours(voucher: Voucher, among: QuerySet[Voucher]) -> tuple[Voucher | None, Voucher | None]:
    """The vouchers before and after one in the same period and word."""
    same = among.filter(period=voucher.period_id, word=voucher.word).select_related("store")
    if voucher.number is None:
        return None, None
    return (
        same.filter(number__lt=voucher.number).order_by("-number").first(),
        same.filter(number__gt=voucher.number).order_by("number").first(),
    )

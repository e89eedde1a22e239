"""Vouchers in the system-wide search: by their source document, or by their own number."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from marque.accounting.models import Voucher
from marque.foundation.ui.search import Hit
from marque.foundation.ui.stores import code_of

SHORTEST = 2
MOST = 5
READ = ("word", "number", "kind", "status", "summary", "period__year", "period__month")


def search(user: Any, query: str, store: Any) -> list[Hit]:
    """Vouchers whose source number begins with the query, or whose number is 记-0126."""
    if len(query) < SHORTEST or not user.has_perm(Voucher.VIEW_RIGHT):
        return []
    condition = Q(source_number__istartswith=query)
    word, _dash, number = query.partition("-")
    if number.isascii() and number.isdigit() and len(number) < MOST * 2:
        condition |= Q(word=word, number=int(number))
    found = Voucher.objects.visible_to(user).in_store(store).filter(condition)
    found = found.select_related("period").only(*READ).order_by("-voucher_on", "-pk")
    return [
        Hit(
            title=f"{voucher.period} {voucher.full_number}",
            url=reverse("accounting:voucher_detail", args=[code_of(store), voucher.pk]),
            icon="file-text",
            meta=voucher.summary,
            group=_("凭证"),
        )
        for voucher in found[:MOST]
    ]

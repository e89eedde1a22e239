"""Balances as accountants read them."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def sided(balance: Decimal) -> str:
    """Debit minus credit as a side and an amount: −5000 → 贷 5,000.00; nothing → 平."""
    if not balance:
        return _("平")
    side = _("借") if balance > 0 else _("贷")
    return f"{side} {abs(balance):,.2f}"

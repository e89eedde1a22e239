"""The text and HTML of single values in lists, cards and totals. No queries.

Icons, states, VIN and age come from the tag library, so that lists look as pages do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from marque.foundation.ui.templatetags import ui as tags

__all__ = ["DASH", "age", "day", "moment", "money", "number", "plain_number", "status", "vin8"]

DASH: SafeString = mark_safe('<span class="muted">—</span>')

age = tags.age
day = tags.day
moment = tags.minute
status = tags.st
vin8 = tags.vin8
swatch = tags.sw


def plain_number(value: Any, places: int = 2) -> str:
    """``Decimal("-1200")`` → ``−1,200.00`` (U+2212, thousands)."""
    amount = Decimal(str(value))
    return ("−" if amount < 0 else "") + f"{abs(amount):,.{places}f}"


def money(value: Any, places: int = 2) -> str:
    """Money for a cell, without ¥: negative in red with a minus sign; nothing is a dash."""
    if value in (None, ""):
        return DASH
    text = plain_number(value, places)
    return SafeString(f'<span class="neg">{text}</span>') if text.startswith("−") else text


def number(value: Any, places: int = 0) -> str:
    """A quantity with thousands and a fixed number of places."""
    return DASH if value in (None, "") else plain_number(value, places)

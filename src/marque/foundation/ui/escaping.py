"""Escaping for what is drawn hundreds of times a page."""

from __future__ import annotations

from html import escape
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

__all__ = ["SafeString", "esc"]


def esc(text: Any) -> str:
    """As templates escape; what is already HTML, and most cells are, costs nothing.

    Put it around every value that goes into a ``SafeString``.
    """
    if type(text) is SafeString:
        return text
    return escape(text) if type(text) is str else conditional_escape(text)

"""Tags for pages of documents."""

from __future__ import annotations

from typing import Any

from django import template

register = template.Library()


@register.filter
def label_lower(document: Any) -> str:
    """The document type, such as `sales.salesorder`, as comments and files store it."""
    return str(document._meta.label_lower)

"""Tags for pages of documents."""

from __future__ import annotations

from typing import Any

from django import template

from marque.foundation.access.visible import may_act_on

register = template.Library()


@register.filter
def label_lower(document: Any) -> str:
    """The document type, such as `sales.salesorder`, as comments and files store it."""
    return str(document._meta.label_lower)


@register.filter
def may_act(document: Any, user: Any) -> bool:
    """Whether the user may do more with the document than read it: add a file, say."""
    return may_act_on(user, document)

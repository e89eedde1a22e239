"""``{% form_key %}``: the hidden one-time key of a form (see ``idempotency``)."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marque.foundation.ui import idempotency

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context: Context) -> SafeString:
    """A hidden input with a fresh key; a refused form keeps the key it came with."""
    request = context.get("request")
    key = idempotency.posted_key(request) if request is not None else ""
    key = key or idempotency.new_key()
    return format_html('<input type="hidden" name="{}" value="{}">', idempotency.FIELD, key)

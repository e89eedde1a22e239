"""The form as the reader likes it."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from marque.foundation.ui.form_layouts import Layout, lay_out

register = template.Library()


@register.simple_tag(takes_context=True)
def form_layout(context: Context, form: Any) -> Layout | None:
    """Put away what the reader has put away; gives the choice for ``ui/_form_chooser.html``."""
    user = getattr(context.get("request"), "user", None)
    if user is None or not user.is_authenticated or not hasattr(form, "grouped"):
        return None
    return lay_out(form, user)


@register.filter
def is_put_away(fields: Any) -> bool:
    """Whether every field of a group is put away."""
    return bool(fields) and all(getattr(bound.field, "put_away", False) for bound in fields)

"""``{% form_draft %}``: the form around it keeps what is typed into it (see ``drafts``)."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from marque.accountsets.schemas import current_schema
from marque.foundation.ui import drafts

register = template.Library()


@register.inclusion_tag("ui/_draft.html", takes_context=True)
def form_draft(context: Context) -> dict[str, Any]:
    """The offer to restore a draft, and where the browser keeps the next one; nothing while
    looking at the system as somebody else. A refused form shows what was typed and offers none."""
    request: Any = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "viewing_as", None):
        return {}
    address = request.get_full_path()
    if len(address) > drafts.ADDRESS_LIMIT:
        return {}
    draft = drafts.draft_of(user, address) if request.method == "GET" else None
    return {
        "address": address,
        "draft": draft,
        "entries": draft.entries if draft else [],
        "keeper": f"{current_schema()}:{user.pk}",
        "secret": drafts.SECRET.pattern,
    }

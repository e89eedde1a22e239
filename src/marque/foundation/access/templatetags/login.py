"""The account sets offered on the login page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context

from marque.accountsets.models import AccountSet

register = template.Library()


@dataclass(frozen=True, slots=True)
class BooksChoice:
    """The sets that may be chosen, the present one, and whether the host name fixes it."""

    sets: tuple[AccountSet, ...]
    current: Any
    is_fixed: bool


@register.simple_tag(takes_context=True)
def login_books(context: Context) -> BooksChoice:
    """The open account sets, or only the one that the host name fixes."""
    request = context["request"]
    is_fixed = getattr(request, "host_fixes_books", False)
    sets = () if is_fixed else tuple(AccountSet.objects.open().order_by("created_at"))
    return BooksChoice(sets, getattr(request, "tenant", None), is_fixed)

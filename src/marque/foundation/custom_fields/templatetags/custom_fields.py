"""Custom values on the page of a record."""

from __future__ import annotations

from typing import Any

from django import template

from marque.foundation.custom_fields.queries import rows_of

register = template.Library()


@register.simple_tag
def custom_rows(record: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The filled-in custom fields of a record by group."""
    return rows_of(record)

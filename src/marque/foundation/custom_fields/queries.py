"""Read definitions and values."""

from __future__ import annotations

from typing import Any

from marque.accountsets import plans
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.registry import find_target
from marque.foundation.custom_fields.values import shown


def fields_of(target: str) -> list[FieldDefinition]:
    """The fields in use on records of a kind, in their order: one query."""
    with plans.kept():
        return list(FieldDefinition.objects.of(target))


def is_used(field: FieldDefinition) -> bool:
    """Whether some record has a value in the field."""
    target = find_target(field.target)
    return bool(target and target.rows.filter(custom__has_key=field.code).exists())


def rows_of(record: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    """The filled-in custom fields of a record: group, then label and text of each."""
    grouped: dict[str, list[tuple[str, str]]] = {}
    for field in fields_of(record._meta.label_lower):
        text = shown(field, record.custom.get(field.code))
        if text:
            grouped.setdefault(field.group, []).append((field.caption, text))
    return list(grouped.items())

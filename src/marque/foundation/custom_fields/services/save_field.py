"""Add a field to a kind of record, or change it (维护自定义字段)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.custom_fields.models import (
    CHOSEN,
    CODE_PATTERN,
    FieldDefinition,
    FieldKind,
)
from marque.foundation.custom_fields.queries import is_used
from marque.foundation.custom_fields.registry import find_target
from marque.kernel.errors import Duplicate, InvalidInput

MAX_FIELDS = 60
MAX_CHOICES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldDetails:
    """A field as it was entered; `choices` are lines of “值” or “值=English”."""

    target: str
    code: str
    label: str
    kind: str
    label_en: str = ""
    choices: tuple[str, ...] = ()
    group: str = ""
    position: int = 100
    is_required: bool = False
    in_list: bool = False
    is_active: bool = True


@transaction.atomic
def save_field(*, field: FieldDefinition | None, details: FieldDetails) -> FieldDefinition:
    """Keep a new field or the change of one.

    Target, code and, once a record has a value, the kind stay as they are.  A choice that is in
    use and not named any more is kept out of use, never lost.
    """
    row = field or FieldDefinition(target=details.target, code=details.code)
    _check(row, details)
    row.choices = _choices(row, details)
    row.kind = details.kind
    for name in ("label", "label_en", "group", "position", "is_required", "in_list", "is_active"):
        setattr(row, name, getattr(details, name))
    row.save()
    return row


@transaction.atomic
def delete_field(*, field: FieldDefinition) -> None:
    """Remove a field that was never filled in; a used one can only be taken out of use."""
    if is_used(field):
        raise InvalidInput(_("“%s”已有数据，不能删除，请改为停用") % field.caption)
    field.delete()


def _check(row: FieldDefinition, details: FieldDetails) -> None:
    if find_target(row.target) is None:
        raise InvalidInput(_("请选择要增加字段的对象"), field="target")
    if row.pk is None:
        _check_new(row)
    elif row.kind != details.kind and is_used(row):
        raise InvalidInput(_("“%s”已有数据，不能改变类型") % row.caption, field="kind")
    if details.kind not in FieldKind.values:
        raise InvalidInput(_("请选择字段类型"), field="kind")


def _check_new(row: FieldDefinition) -> None:
    if not re.match(CODE_PATTERN, row.code):
        raise InvalidInput(_("字段代码只能用小写字母、数字和下划线，以字母开头"), field="code")
    siblings = FieldDefinition.objects.filter(target=row.target)
    if siblings.filter(code=row.code).exists():
        raise Duplicate(_("字段代码“%s”已被使用，请换一个") % row.code)
    if siblings.count() >= MAX_FIELDS:
        raise InvalidInput(_("每种对象最多 %d 个自定义字段") % MAX_FIELDS)


def _choices(row: FieldDefinition, details: FieldDetails) -> list[dict[str, Any]]:
    if details.kind not in CHOSEN:
        return []
    named: dict[str, dict[str, Any]] = {}
    for line in details.choices:
        value, _equals, english = (part.strip()[:60] for part in line.partition("="))
        if value:
            named[value] = {"value": value, "en": english, "is_active": True}
    if not named:
        raise InvalidInput(_("请至少写一个选项，每行一个"), field="choices")
    if len(named) > MAX_CHOICES:
        raise InvalidInput(_("最多 %d 个选项") % MAX_CHOICES, field="choices")
    gone = [old for old in row.choices if old["value"] not in named and _holds(row, old["value"])]
    return [*named.values(), *({**old, "is_active": False} for old in gone)]


def _holds(row: FieldDefinition, value: str) -> bool:
    """Whether some record has this choice."""
    target = find_target(row.target)
    if target is None or row.pk is None:
        return False
    wanted: Any = [value] if row.kind == FieldKind.MULTI else value
    return bool(target.rows.filter(custom__contains={row.code: wanted}).exists())

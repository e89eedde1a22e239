"""Check what was entered into custom fields, before a record is saved."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.queries import fields_of
from marque.foundation.custom_fields.values import keep
from marque.foundation.imports.parsers import CellProblem
from marque.kernel.errors import InvalidInput


def clean_values(
    target: str, given: Mapping[str, Any], *, before: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """The values to keep on a record: `given` by code, checked, over what it has `before`.

    Fields that are not mentioned and fields out of use keep their values.  Refuses unknown
    codes, values that do not fit, and a required field left empty.
    """
    if not given:
        return dict(before or {})
    fields = {field.code: field for field in fields_of(target)}
    unknown = next((code for code in given if code not in fields), None)
    if unknown is not None:
        raise InvalidInput(_("没有代码为“%s”的自定义字段") % unknown)
    kept = dict(before or {})
    for code, raw in given.items():
        value = _kept(fields[code], raw, kept.get(code))
        if value is None:
            kept.pop(code, None)
        else:
            kept[code] = value
    return kept


def _kept(field: FieldDefinition, raw: Any, held: Any) -> Any:
    try:
        value = keep(field, raw, held)
    except CellProblem as problem:
        text = _("%(label)s：%(problem)s") % {"label": field.caption, "problem": problem}
        raise InvalidInput(text, field=field.name) from problem
    if value is None and field.is_required:
        raise InvalidInput(_("请填写%s。") % field.caption, field=field.name)
    return value

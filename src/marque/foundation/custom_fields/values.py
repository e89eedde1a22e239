"""How the value of a custom field is read, kept and shown.

Kept in JSON: text, number, amount and day as text (a number without needless zeros, an amount
with two places, a day as 2026-11-20), several choices as a list, yes and no as such.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.custom_fields.models import FieldDefinition, FieldKind
from marque.foundation.imports import parsers
from marque.foundation.ui import cells

LONGEST = 500
BETWEEN = re.compile(r"[、,，;；\n]+")
LARGEST = Decimal(10) ** 12

Stored = str | bool | list[str]


def keep(field: FieldDefinition, raw: Any, held: Any = None) -> Stored | None:
    """What to keep of a value that a form, a file or a caller gives; `None` for nothing.

    `held` is what the record has now: a choice out of use may stay where it is.

    Raises:
        CellProblem: the value does not fit the field; the sentence says why.
    """
    if raw is None or raw in ("", []) or (isinstance(raw, str) and not raw.strip()):
        return None
    return _KEEPERS[FieldKind(field.kind)](field, raw, held)


def _text(_field: FieldDefinition, raw: Any, _held: Any) -> str:
    text = parsers.parse_text(str(raw))
    if len(text) > LONGEST:
        raise parsers.CellProblem(
            _("内容有 %(n)d 个字，最多 %(max)d 个") % {"n": len(text), "max": LONGEST}
        )
    return text


def _number(_field: FieldDefinition, raw: Any, _held: Any) -> str:
    number = raw if isinstance(raw, Decimal | int) else parsers.parse_decimal(str(raw))
    number = Decimal(number)
    if abs(number) >= LARGEST or number != round(number, 6):
        raise parsers.CellProblem(_("数字最多 12 位整数、6 位小数"))
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _money(_field: FieldDefinition, raw: Any, _held: Any) -> str:
    amount = raw if isinstance(raw, Decimal) else parsers.parse_money(str(raw))
    return f"{amount.quantize(Decimal('0.01')):f}"


def _date(_field: FieldDefinition, raw: Any, _held: Any) -> str:
    day = raw if isinstance(raw, date) else parsers.parse_date(str(raw))
    return day.isoformat()[:10]


def _choice(field: FieldDefinition, raw: Any, held: Any) -> str:
    wanted = str(raw).strip().casefold()
    kept = held if isinstance(held, list) else [held]
    for value, _label in field.options(*(str(one) for one in kept if one)):
        if wanted == value.casefold():
            return value
    for row in field.choices:
        if row.get("is_active", True) and wanted == str(row.get("en", "")).casefold():
            return str(row["value"])
    allowed = _("、").join(value for value, _label in field.options())
    raise parsers.CellProblem(
        _("“%(text)s”不在可选范围：%(allowed)s") % {"text": str(raw)[:40], "allowed": allowed}
    )


def _multi(field: FieldDefinition, raw: Any, held: Any) -> list[str]:
    parts = raw if isinstance(raw, list | tuple) else BETWEEN.split(str(raw))
    found = [_choice(field, part, held) for part in parts if str(part).strip()]
    return list(dict.fromkeys(found))


def _flag(_field: FieldDefinition, raw: Any, _held: Any) -> bool:
    return raw if isinstance(raw, bool) else parsers.parse_flag(str(raw))


_KEEPERS: Mapping[FieldKind, Callable[[FieldDefinition, Any, Any], Stored]] = {
    FieldKind.TEXT: _text,
    FieldKind.NUMBER: _number,
    FieldKind.MONEY: _money,
    FieldKind.DATE: _date,
    FieldKind.CHOICE: _choice,
    FieldKind.MULTI: _multi,
    FieldKind.FLAG: _flag,
}


def value_of(field: FieldDefinition, stored: Any) -> Any:
    """The kept value as Python has it: Decimal, date, bool, list or text; `None` for nothing."""
    if stored in (None, "", []):
        return None
    with suppress(InvalidOperation, ValueError, TypeError):
        if field.kind in {FieldKind.NUMBER, FieldKind.MONEY}:
            return Decimal(str(stored))
        if field.kind == FieldKind.DATE:
            return date.fromisoformat(stored)
        return stored
    return None


def shown(field: FieldDefinition, stored: Any) -> str:
    """The kept value in the reader's words; empty for nothing."""
    value = value_of(field, stored)
    if value is None:
        return ""
    if field.kind == FieldKind.FLAG:
        return _("是") if value else _("否")
    if field.kind in {FieldKind.CHOICE, FieldKind.MULTI}:
        parts = value if isinstance(value, list) else [value]
        texts = dict(field.options(*parts))
        return _("、").join(str(texts.get(part, part)) for part in parts)
    if field.kind == FieldKind.MONEY:
        return str(cells.number(value, 2))
    return f"{value:,f}" if field.kind == FieldKind.NUMBER else str(value)

"""辅助核算: by what, beside its account, an amount can be asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

DIMENSIONS: dict[str, Any] = {
    "customer": _("客户"),
    "supplier": _("供应商"),
    "vin": _("车架号"),
    "order": _("订单"),
    "department": _("部门"),
    "store": _("门店"),
    "employee": _("员工"),
}
_BETWEEN = re.compile(r"[·;；\n]")
_EQUALS = re.compile(r"[:：=]")
LONGEST = 80


def dimension_text(values: Mapping[str, str]) -> str:
    """“客户：陈建国 · 部门：销售部”."""
    return " · ".join(f"{DIMENSIONS.get(key, key)}：{value}" for key, value in values.items())


def parse_dimensions(text: str) -> dict[str, str]:
    """Read what `dimension_text` writes; a name that is no dimension raises ValueError with it."""
    keys = {str(label): key for key, label in DIMENSIONS.items()} | {key: key for key in DIMENSIONS}
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in _BETWEEN.split(text))):
        name, value = (piece.strip() for piece in (*_EQUALS.split(part, maxsplit=1), "")[:2])
        if name not in keys or not value:
            raise ValueError(name)
        found[keys[name]] = value[:LONGEST]
    return found

"""How the text of a cell becomes a value.

Cells are data: a cell that begins with ``=`` or ``@`` is the text it shows and is never
evaluated, here or in the files we give back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

MAXIMUM_TEXT = 2_000
"""Characters in one cell; more is a mistake, never a name or a note."""

_MONEY_NOISE = re.compile(r"[¥￥,，\s元]|RMB|CNY", re.IGNORECASE)
_DATE = re.compile(r"^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ].*)?$")
_EXACT = 10**15
_LARGEST = Decimal(10) ** 12
_EXCEL_EPOCH = date(1899, 12, 30)


class CellProblem(Exception):
    """The cell cannot be read; `str(error)` tells the person why, `suggestion` what would do."""

    def __init__(self, text: str, *, suggestion: str = "") -> None:
        super().__init__(text)
        self.suggestion = suggestion

    @classmethod
    def missing(cls, label: str) -> CellProblem:
        """A cell that may not be empty is."""
        return cls(_("“%(column)s”不能为空") % {"column": label})


def cell_text(value: Any) -> str:
    """A cell of a workbook as the text a person sees: 5.0 is “5”, a date is ISO."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, float) and value.is_integer():
        # Excel keeps 15 digits: a longer number has lost its last ones and is shown so.
        return str(int(value)) if abs(value) < _EXACT else f"{value:.14E}"
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return str(value)


def parse_text(text: str) -> str:
    """The text itself, trimmed, in composed form, without control characters.

    Raises:
        CellProblem: longer than `MAXIMUM_TEXT` characters.
    """
    if len(text) > MAXIMUM_TEXT:
        raise CellProblem(
            _("内容有 %(n)d 个字，最多 %(max)d 个") % {"n": len(text), "max": MAXIMUM_TEXT}
        )
    clean = unicodedata.normalize("NFC", text).strip()
    if clean.isprintable():
        return clean
    return "".join(c for c in clean if c == "\n" or unicodedata.category(c) != "Cc")


def parse_decimal(text: str) -> Decimal:
    """A number; ``18.16万`` and ``¥181,600`` are read as people write them.

    Raises:
        CellProblem: it is no number.
    """
    clean = _MONEY_NOISE.sub("", unicodedata.normalize("NFKC", text))
    factor = Decimal(1)
    if clean.endswith("万"):
        clean, factor = clean[:-1], Decimal(10_000)
    try:
        number = Decimal(clean) * factor
    except ArithmeticError:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= _LARGEST:
        raise CellProblem(_("“%(text)s”不是数字") % {"text": text[:40]})
    return number


def parse_money(text: str) -> Decimal:
    """An amount of money in yuan, not negative, to the fen.

    Raises:
        CellProblem: it is no number, negative, or finer than a fen.
    """
    amount = parse_decimal(text)
    if amount < 0:
        raise CellProblem(_("金额不能为负数"), suggestion=str(-amount))
    if amount != amount.quantize(Decimal("0.01")):
        raise CellProblem(_("金额最多两位小数"), suggestion=str(amount.quantize(Decimal("0.01"))))
    return amount.quantize(Decimal("0.01"))


def parse_integer(text: str) -> int:
    """A whole number.

    Raises:
        CellProblem: it is no number, or has a fraction.
    """
    number = parse_decimal(text)
    if number != number.to_integral_value():
        raise CellProblem(_("“%(text)s”不是整数") % {"text": text[:40]})
    return int(number)


def parse_date(text: str) -> date:
    """A date: 2026-11-20, 2026/11/20, 2026年11月20日, 20261120 or Excel's day number.

    Raises:
        CellProblem: it is no date.
    """
    clean = unicodedata.normalize("NFKC", text).strip()
    try:
        if match := _DATE.match(clean):
            return date(*map(int, match.groups()))
        if re.fullmatch(r"\d{8}", clean):
            return date.fromisoformat(f"{clean[:4]}-{clean[4:6]}-{clean[6:]}")
        if re.fullmatch(r"\d{5}(\.\d+)?", clean):
            return _EXCEL_EPOCH + timedelta(days=int(clean[:5]))
    except ValueError:
        pass
    raise CellProblem(_("“%(text)s”不是日期，请写成 2026-11-20") % {"text": text[:40]})


def parse_choice(choices: Mapping[str, Any]) -> Callable[[str], str]:
    """A reader of one of the given choices, by value or by label.

    `choices` maps the stored value to what a person would write.
    """

    def read(text: str) -> str:
        wanted = text.strip().casefold()
        for value, label in choices.items():
            if wanted in {value.casefold(), str(label).casefold()}:
                return value
        allowed = "、".join(str(label) for label in choices.values())
        raise CellProblem(
            _("“%(text)s”不在可选范围：%(allowed)s") % {"text": text[:40], "allowed": allowed}
        )

    return read


_TRUE = {"是", "y", "yes", "true", "1", "✓", "√", "启用", "在售"}
_FALSE = {"否", "n", "no", "false", "0", "×", "停用", "停售"}


def parse_flag(text: str) -> bool:
    """Yes or no.

    Raises:
        CellProblem: it is neither.
    """
    wanted = text.strip().casefold()
    if wanted in _TRUE:
        return True
    if wanted in _FALSE:
        return False
    raise CellProblem(_("请写“是”或“否”"))

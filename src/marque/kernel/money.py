"""Money: exact decimals, two places, rounded half up (domain reference §2.3 and §10).

Amounts are yuan as `Decimal`.  Floats are refused: they cannot hold 0.10.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from marque.kernel.text import N_, Message, half_width

CENT: Final = Decimal("0.01")
ZERO: Final = Decimal("0.00")

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_UNITS = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿")
_FULL_GROUP = 1000
_LARGEST = Decimal("999999999999.99")
_SCALES = {"": Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_AMOUNT = re.compile(r"(?P<sign>[-+]?¥?|¥-)(?P<number>\d+\.?\d*|\.\d+)(?P<scale>[万亿]?)")


def cents(amount: Decimal | int | str) -> Decimal:
    """Return `amount` rounded half up (away from zero) to two places.

    Raises `TypeError` for a float.
    """
    if isinstance(amount, float):
        raise TypeError("money is never a float")
    return Decimal(amount).quantize(CENT, rounding=ROUND_HALF_UP)


def split_vat(total: Decimal, rate: Decimal) -> tuple[Decimal, Decimal]:
    """Split a total with VAT into `(net, vat)`; the two add up to the total exactly.

    `rate` is a fraction (`Decimal("0.13")` for 13 %).  Net is rounded half up, VAT is
    the rest (domain reference §2.3).  Raises `ValueError` for a rate outside 0 … 1.
    """
    if not 0 <= rate < 1:
        raise ValueError(Message(N_("税率应在 0 与 1 之间，例如 13% 写作 0.13。")))
    gross = cents(total)
    net = cents(gross / (1 + rate))
    return net, gross - net


def in_capitals(amount: Decimal | int | str) -> str:
    """Return the amount in Chinese capitals (中文大写), rounded to cents first.

    Ends at 元 or 角 → 整; ends at 分 → no 整; negative → 负 (domain reference §10).
    The word 人民币 is left to the document.  Raises `ValueError` from 万亿 on.
    """
    value = cents(amount)
    if abs(value) > _LARGEST:
        raise ValueError(Message(N_("金额过大，无法写成大写。")))
    sign = "负" if value < 0 else ""
    yuan, rest = divmod(int(abs(value) * 100), 100)
    whole = _whole(yuan) + "元" if yuan else ""
    return sign + ((whole + _fraction(rest, after_yuan=bool(yuan))) or "零元整")


def _whole(yuan: int) -> str:
    text = ""
    gap = False
    for index in range(len(_GROUPS) - 1, -1, -1):
        group = yuan // 10_000**index % 10_000
        if not group:
            gap = bool(text)
            continue
        if text and (gap or group < _FULL_GROUP):
            text += "零"
        text += _group(group) + _GROUPS[index]
        gap = False
    return text


def _group(number: int) -> str:
    text = ""
    gap = False
    for power in range(3, -1, -1):
        digit = number // 10**power % 10
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + _DIGITS[digit] + _UNITS[power]
        gap = False
    return text


def _fraction(rest: int, *, after_yuan: bool) -> str:
    jiao, fen = divmod(rest, 10)
    if not rest:
        return "整" if after_yuan else ""
    text = f"{_DIGITS[jiao]}角" if jiao else ""
    if not fen:
        return text + "整"
    return ("零" if after_yuan and not jiao else text) + f"{_DIGITS[fen]}分"


_LONGEST = 20


def parse_amount(text: str) -> Decimal:
    """Read an amount as people type it: `¥1,234.50`, `15.89万`, `１２３元`, `-500`.

    Raises `ValueError` with a sentence for the user.
    """
    plain = re.sub(r"[\s,，]", "", half_width(text)).replace("−", "-")
    plain = re.sub(r"元?整?$", "", plain)
    if not plain:
        raise ValueError(Message(N_("请填写金额。")))
    if len(plain) > _LONGEST:
        raise ValueError(Message(N_("金额过大，请检查是否多输了数字。")))
    match = _AMOUNT.fullmatch(plain)
    if match is None:
        raise ValueError(
            Message(
                N_("“{text}”不是金额，请只填数字，例如 158900 或 15.89万。"),
                text=text.strip(),
            )
        )
    value = Decimal(match["number"]) * _SCALES[match["scale"]]
    if value != cents(value):
        raise ValueError(Message(N_("金额最多两位小数，请精确到分。")))
    return -cents(value) if "-" in match["sign"] else cents(value)

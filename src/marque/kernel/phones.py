"""Chinese telephone numbers (domain reference §1.5).

Stored form: a mobile is 11 digits, a landline `0571-87654321` or `0571-87654321-802`,
a service number 10 digits (`4008001234`).
"""

from __future__ import annotations

import re
from typing import Final

from marque.kernel.text import N_, Message, half_width

MOBILE_LENGTH: Final = 11
SHORT: Final = 7
MOBILE_PATTERN: Final = r"^1[3-9]\d{9}$"
PHONE_PATTERN: Final = r"^(1[3-9]\d{9}|0\d{2,3}-\d{7,8}(-\d{1,6})?|[48]00\d{7})$"
"""All stored forms; also the pattern of the database constraints."""

_MOBILE = re.compile(MOBILE_PATTERN, re.ASCII)
_PHONE = re.compile(PHONE_PATTERN, re.ASCII)
_LANDLINE = re.compile(
    r"(?P<area>0(?:10|2\d|[3-9]\d{2}))-?(?P<local>\d{7,8})(?:-(?P<ext>\d{1,6}))?"
)
_PREFIXED_MOBILE = re.compile(r"(?:86)?(1[3-9]\d{9})", re.ASCII)
_SERVICE = re.compile(r"[48]00\d{7}", re.ASCII)


def normalise_phone(text: str) -> str:
    """Return the stored form of what was typed, or what is left if it is no number.

    Full-width characters, spaces, brackets, dashes and the prefix +86 are taken away.
    """
    plain = re.sub(r"[\s()（）.·]", "", half_width(text))
    plain = re.sub(r"[—–−－_]+|(转|分机|ext)", "-", plain)
    rest = re.sub(r"^(\+|00)86-?", "", plain)
    digits = rest.replace("-", "")
    if mobile := _PREFIXED_MOBILE.fullmatch(digits):
        return mobile[1]
    if _SERVICE.fullmatch(digits):
        return digits
    is_abroad_form = rest != plain and not rest.startswith("0")
    landline = _LANDLINE.fullmatch("0" + rest if is_abroad_form else rest)
    if landline is None:
        return plain
    parts = (landline["area"], landline["local"], landline["ext"])
    return "-".join(part for part in parts if part)


def is_mobile(text: str) -> bool:
    """Tell whether `text` is a mobile number in stored form."""
    return _MOBILE.match(text) is not None


def mobile_problem(text: str) -> Message | None:
    """Return what is wrong with a mobile number, or `None`."""
    number = normalise_phone(text)
    if not number:
        return Message(N_("请填写手机号。"))
    if not re.fullmatch(r"\d+", number, re.ASCII):
        return Message(N_("手机号只能是数字，请去掉其他字符。"))
    if (length := len(number)) != MOBILE_LENGTH:
        return _length_problem(length)
    if not is_mobile(number):
        return Message(N_("手机号应以 13 至 19 开头，请核对前两位。"))
    return None


def phone_problem(text: str) -> Message | None:
    """Return what is wrong with a mobile, landline or service number, or `None`."""
    number = normalise_phone(text)
    if _PHONE.match(number):
        return None
    if number.startswith("0") or "-" in number:
        return Message(N_("固定电话应写成区号加号码，例如 0571-87654321。"))
    return mobile_problem(text)


def _length_problem(length: int) -> Message:
    if length < MOBILE_LENGTH:
        return Message(N_("手机号应为 11 位，还差 {n} 位。"), n=MOBILE_LENGTH - length)
    return Message(N_("手机号应为 11 位，多了 {n} 位。"), n=length - MOBILE_LENGTH)


def mask_phone(number: str) -> str:
    """Return the number as shown by default: `138****6128`, `0571-****4321`.

    What is too short to be a number is hidden whole.
    """
    if is_mobile(number):
        return f"{number[:3]}****{number[-4:]}"
    area, dash, local = number.partition("-")
    if dash:
        return f"{area}-****{local.partition('-')[0][-4:]}"
    if not number:
        return ""
    return f"{number[:3]}****" if len(number) > SHORT else "****"

"""Numbers that identify people, organisations and bank cards (domain reference §1.3–1.5)."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Final

from marque.kernel import divisions
from marque.kernel.text import N_, Message, half_width

ID_LENGTH: Final = 18
FIRST_GENERATION_LENGTH: Final = 15
USCC_PATTERN: Final = r"^[0-9A-HJ-NPQRTUWXY]{18}$"

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = tuple(3**power % 31 for power in range(17))
_ID_TOO_SHORT = N_("身份证号应为 18 位，还差 {n} 位。")
_ID_TOO_LONG = N_("身份证号应为 18 位，多了 {n} 位。")
_USCC_TOO_SHORT = N_("统一社会信用代码应为 18 位，还差 {n} 位。")
_USCC_TOO_LONG = N_("统一社会信用代码应为 18 位，多了 {n} 位。")
_DIGITS = re.compile(r"[0-9]+")


class IdType(StrEnum):
    """Kinds of identity document a customer may show."""

    RESIDENT = "resident"
    PASSPORT = "passport"
    HK_MACAU_PERMIT = "hk_macau_permit"
    TAIWAN_PERMIT = "taiwan_permit"
    HMT_RESIDENCE = "hmt_residence"
    FOREIGN_RESIDENCE = "foreign_residence"
    MILITARY = "military"


ID_TYPE_LABELS: Final = {
    IdType.RESIDENT: N_("居民身份证"),
    IdType.PASSPORT: N_("护照"),
    IdType.HK_MACAU_PERMIT: N_("港澳居民来往内地通行证"),
    IdType.TAIWAN_PERMIT: N_("台湾居民来往大陆通行证"),
    IdType.HMT_RESIDENCE: N_("港澳台居民居住证"),
    IdType.FOREIGN_RESIDENCE: N_("外国人永久居留身份证"),
    IdType.MILITARY: N_("军官证"),
}

_FORMS: Final = {
    IdType.PASSPORT: (
        re.compile(r"[A-Z0-9]{5,17}"),
        N_("护照号应为 5 至 17 位字母和数字，请核对。"),
    ),
    IdType.HK_MACAU_PERMIT: (
        re.compile(r"[HM][0-9]{8}([0-9]{2})?"),
        N_("港澳居民来往内地通行证应为 H 或 M 加 8 位数字，请核对。"),
    ),
    IdType.TAIWAN_PERMIT: (
        re.compile(r"[0-9]{8}|[0-9]{10}[A-Z]?"),
        N_("台胞证应为 8 位数字，请核对。"),
    ),
    IdType.FOREIGN_RESIDENCE: (
        re.compile(r"[A-Z]{3}[0-9]{12}|9[0-9]{16}[0-9X]"),
        N_("外国人永久居留身份证应为 9 开头的 18 位号码，或 3 个字母加 12 位数字，请核对。"),
    ),
    IdType.MILITARY: (
        re.compile(r"[一-龥A-Z0-9]{5,20}"),
        N_("军官证号应为 5 至 20 个字，请核对。"),
    ),
}


def normalise_number(text: str) -> str:
    """Return an identity number half-width, upper case, without spaces and dashes."""
    return re.sub(r"[\s\-]", "", half_width(text)).upper()


def resident_check_character(number: str) -> str:
    """Return the check character of GB 11643 for the first 17 digits."""
    total = sum(int(digit) * weight for digit, weight in zip(number, _ID_WEIGHTS, strict=False))
    return _ID_CHECKS[total % 11]


def identity_problem(id_type: str, text: str) -> Message | None:
    """Return what is wrong with a number of the given type, or `None`."""
    if id_type == IdType.RESIDENT:
        return resident_id_problem(text)
    if id_type == IdType.HMT_RESIDENCE:
        return _residence_problem(text)
    form, sentence = _FORMS[IdType(id_type)]
    number = normalise_number(text)
    if not form.fullmatch(number):
        return Message(sentence)
    if id_type == IdType.FOREIGN_RESIDENCE and len(number) == ID_LENGTH:
        return _gb11643_problem(number)
    return None


def resident_id_problem(text: str) -> Message | None:
    """Return what is wrong with a resident ID (居民身份证): form, date or check character.

    An unknown region code is no problem here, see `unknown_region`.
    """
    number = normalise_number(text)
    if re.match(r"8[123]", number):
        return Message(N_("81、82、83 开头的是港澳台居民居住证，请改选证件类型。"))
    if number.startswith("9") and len(number) == ID_LENGTH:
        return Message(N_("9 开头的是外国人永久居留身份证，请改选证件类型。"))
    return _gb11643_problem(number)


def _residence_problem(text: str) -> Message | None:
    number = normalise_number(text)
    if not re.match(r"8[123]", number):
        return Message(N_("港澳台居民居住证应以 81、82 或 83 开头，请核对。"))
    return _gb11643_problem(number)


def _gb11643_problem(number: str) -> Message | None:
    if problem := _id_form_problem(number):
        return problem
    if birthday(number) is None:
        return Message(N_("身份证号中的出生日期 {text} 不存在，请核对。"), text=number[6:14])
    if number[-1] != resident_check_character(number):
        return Message(N_("身份证号校验位不符，请逐位核对。"))
    return None


def _id_form_problem(number: str) -> Message | None:
    if not number:
        return Message(N_("请填写身份证号。"))
    if len(number) == FIRST_GENERATION_LENGTH:
        return Message(N_("15 位的一代身份证已停用，请填写 18 位身份证号。"))
    if problem := _length_problem(number, _ID_TOO_SHORT, _ID_TOO_LONG):
        return problem
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        return Message(N_("身份证号前 17 位应为数字，末位为数字或 X，请核对。"))
    return None


def _length_problem(number: str, too_short: str, too_long: str) -> Message | None:
    """Say how many of the 18 characters are missing or too many."""
    surplus = len(number) - ID_LENGTH
    if surplus == 0:
        return None
    return Message(too_long if surplus > 0 else too_short, n=abs(surplus))


def birthday(number: str) -> date | None:
    """Return the date of birth in an 18-character number, `None` if there is no such day."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def gender(number: str) -> str:
    """Return `male` or `female` by the sequence digit of an 18-character number."""
    return "male" if int(number[16]) % 2 else "female"


def unknown_region(number: str) -> Message | None:
    """Return a warning (never a refusal) if the region code is not in today's list.

    Codes are abolished all the time, so an old number may be right.
    """
    if divisions.name_of(number[:6]) is not None:
        return None
    return Message(N_("身份证前 6 位 {code} 不在现行行政区划中，请核对证件原件。"), code=number[:6])


def mask_identity(number: str) -> str:
    """Return the number as shown by default: first 4, last 4."""
    hidden = len(number) - 8
    if hidden > 0:
        return f"{number[:4]}{'*' * hidden}{number[-4:]}"
    return f"{number[:1]}****" if number else ""


def uscc_check_character(code: str) -> str:
    """Return the check character of GB 32100 for the first 17 characters."""
    values = (_USCC_ALPHABET.index(char) for char in code[:17])
    total = sum(value * weight for value, weight in zip(values, _USCC_WEIGHTS, strict=True))
    return _USCC_ALPHABET[(31 - total % 31) % 31]


def uscc_problem(text: str) -> Message | None:
    """Return what is wrong with a unified social credit code (统一社会信用代码), or `None`."""
    code = normalise_number(text)
    if not code:
        return Message(N_("请填写统一社会信用代码。"))
    if problem := _length_problem(code, _USCC_TOO_SHORT, _USCC_TOO_LONG):
        return problem
    if wrong := next((char for char in code if char not in _USCC_ALPHABET), None):
        return Message(
            N_("统一社会信用代码不含“{char}”，请核对（不用字母 I、O、Z、S、V）。"),
            char=wrong,
        )
    if code[-1] != uscc_check_character(code):
        return Message(N_("统一社会信用代码校验位不符，请对照营业执照核对。"))
    return None


def tax_number_problem(text: str) -> Message | None:
    """Return what is wrong with a taxpayer number on an invoice, or `None`.

    Old registrations have 15 or 20 characters, a person may give a resident ID.
    """
    number = normalise_number(text)
    if len(number) in (15, 20) and re.fullmatch(r"[0-9A-Z]+", number):
        return None
    if resident_id_problem(number) is None:
        return None
    return uscc_problem(number)


def passes_luhn(digits: str) -> bool:
    """Tell whether a row of digits passes the Luhn check."""
    total = 0
    for place, char in enumerate(reversed(digits)):
        value = int(char) * (1 + place % 2)
        total += value - 9 if value > 9 else value  # noqa: PLR2004
    return total % 10 == 0


def bank_card_problem(text: str) -> Message | None:
    """Return what is wrong with a personal bank card number, or `None`.

    Not for corporate account numbers: they have no check digit.
    """
    number = normalise_number(text)
    if not _DIGITS.fullmatch(number):
        return Message(N_("银行卡号只能是数字，请核对。"))
    if not 13 <= len(number) <= 19:  # noqa: PLR2004
        return Message(N_("银行卡号应为 13 至 19 位，现在是 {n} 位。"), n=len(number))
    if not passes_luhn(number):
        return Message(N_("银行卡号校验位不符，请逐位核对。"))
    return None


def mask_bank_card(number: str) -> str:
    """Return the last four digits, as shown by default."""
    return f"**** {number[-4:]}" if number else ""

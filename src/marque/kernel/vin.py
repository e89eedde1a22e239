"""Vehicle identification numbers (车辆识别代号, GB 16735-2019; domain reference §1.1)."""

from __future__ import annotations

import csv
import functools
import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from importlib import resources
from typing import Final

from marque.kernel.text import N_, Message, half_width

VIN_LENGTH: Final = 17
VIN_PATTERN: Final = r"^[A-HJ-NPR-Z0-9]{17}$"
"""The form of every stored VIN; also the pattern of the database constraints."""

YEAR_CODES: Final = "ABCDEFGHJKLMNPRSTVWXY123456789"
CYCLE: Final = len(YEAR_CODES)
FIRST_YEAR: Final = 1980

_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", map(int, "12345678123457923456789"), strict=True)) | {
    digit: int(digit) for digit in "0123456789"
}
_CHECK_AT = 8
_YEAR_AT = 9
_FORM = re.compile(VIN_PATTERN)
_SERIAL_LENGTH = 6
_SMALL_MAKER = "9"


class Severity(StrEnum):
    """How bad a problem is: `hard` refuses, `warn` asks for a reason."""

    HARD = "hard"
    WARN = "warn"


@dataclass(frozen=True)
class VinProblem:
    """What is wrong with a VIN, and a corrected VIN if one is certain."""

    severity: Severity
    message: Message
    suggestion: str | None = None


def normalise_vin(text: str) -> str:
    """Return what was typed without spaces, `-`, `*`, `★`, half-width and upper case."""
    return re.sub(r"[\s\-*★☆]", "", half_width(text)).upper()


def vin_sum(vin: str) -> int:
    """Return the weighted sum over the 17 characters.  Raises `KeyError` for I, O, Q."""
    return sum(_VALUES[char] * weight for char, weight in zip(vin, _WEIGHTS, strict=True))


def check_digit(vin: str) -> str:
    """Return the right character for position 9 of a 17-character VIN."""
    remainder = vin_sum(vin) % 11
    return "X" if remainder == 10 else str(remainder)  # noqa: PLR2004


def has_valid_check_digit(vin: str) -> bool:
    """Tell whether a normalised VIN has the right form and check digit."""
    return _FORM.match(vin) is not None and vin[_CHECK_AT] == check_digit(vin)


def vin_problem(text: str, *, new_stock: bool = True) -> VinProblem | None:
    """Return what is wrong with a VIN, or `None`.

    A wrong form is always `hard`.  A wrong check digit or serial is `hard` for a new car
    made in China (`L…`) and `warn` for others: outside China the digit is not mandatory.
    """
    vin = normalise_vin(text)
    if problem := _form_problem(vin):
        return problem
    severity = Severity.HARD if new_stock and vin.startswith("L") else Severity.WARN
    if not has_valid_check_digit(vin):
        message = Message(
            N_("车架号校验位不符：第 9 位应为 {right}，现在是 {given}，请对照车身或合格证核对。"),
            right=check_digit(vin),
            given=vin[_CHECK_AT],
        )
        return VinProblem(severity, message)
    if not re.fullmatch(r"[0-9]{4}", vin[-4:]):
        return VinProblem(severity, Message(N_("车架号最后 4 位应为数字，请核对。")))
    return None


def _form_problem(vin: str) -> VinProblem | None:
    missing = VIN_LENGTH - len(vin)
    if not vin:
        return VinProblem(Severity.HARD, Message(N_("请填写车架号。")))
    if missing > 0:
        return VinProblem(Severity.HARD, Message(N_("车架号应为 17 位，还差 {n} 位。"), n=missing))
    if missing < 0:
        return VinProblem(Severity.HARD, Message(N_("车架号应为 17 位，多了 {n} 位。"), n=-missing))
    if wrong := next(((at, char) for at, char in enumerate(vin, 1) if char not in _VALUES), None):
        message = Message(
            N_("车架号第 {at} 位是“{char}”，车架号只含数字和 I、O、Q 以外的字母，请核对。"),
            at=wrong[0],
            char=wrong[1],
        )
        return VinProblem(Severity.HARD, message, suggestion=_correction(vin))
    return None


def _correction(vin: str) -> str | None:
    """Return the VIN with O→0 and I→1 if its check digit then passes."""
    corrected = vin.replace("O", "0").replace("I", "1")
    return corrected if has_valid_check_digit(corrected) else None


def year_code(year: int) -> str:
    """Return the model-year character of position 10 (2026 → T)."""
    return YEAR_CODES[(year - FIRST_YEAR) % CYCLE]


def model_year(vin: str, *, today: date) -> int | None:
    """Return the model year: the latest of the 30-year cycle that is not beyond next year.

    `None` if position 10 is no year code, as on some imported cars.
    """
    code = vin[_YEAR_AT : _YEAR_AT + 1]
    if not code or code not in YEAR_CODES:
        return None
    year = FIRST_YEAR + YEAR_CODES.index(code)
    return year + max(0, (today.year + 1 - year) // CYCLE) * CYCLE


@functools.cache
def _makers() -> dict[str, str]:
    source = resources.files("marque.kernel").joinpath("data/wmi.csv").read_text(encoding="utf-8")
    return {row["wmi"]: row["maker"] for row in csv.DictReader(source.splitlines())}


def maker_of(vin: str) -> str | None:
    """Return the maker by the world manufacturer identifier, or `None` if unknown.

    Small makers (third character 9) are told apart by positions 12–14.
    """
    makers = _makers()
    wmi = vin[:3]
    if wmi.endswith(_SMALL_MAKER) and (small := makers.get(wmi + vin[11:14])):
        return small
    return makers.get(wmi) or makers.get(vin[:2])


def make_vin(prefix: str, year: int, plant: str, serial: int) -> str:
    """Build a VIN with a valid check digit, for demonstrations and tests.

    `prefix` is positions 1–8, `plant` position 11, `serial` positions 12–17.
    Raises `ValueError` if the parts do not make a VIN.
    """
    draft = f"{prefix}0{year_code(year)}{plant}{serial:0{_SERIAL_LENGTH}d}"
    if not _FORM.match(draft):
        raise ValueError(f"these parts do not make a VIN: {draft}")
    return draft[:_CHECK_AT] + check_digit(draft) + draft[_CHECK_AT + 1 :]

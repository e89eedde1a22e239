"""Number plates (号牌, GA 36; domain reference §1.2).  Stored without the dot: `沪A12345`."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final

from marque.kernel.text import N_, Message, half_width

PROVINCES: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
NEW_ENERGY_LENGTH: Final = 8

_HEAD = f"[{PROVINCES}][A-HJ-NP-Z]"
_SERIAL = "[A-HJ-NP-Z0-9]"


class PlateKind(StrEnum):
    """What a plate's form says about it."""

    ORDINARY = "ordinary"
    NEW_ENERGY_SMALL = "new_energy_small"
    NEW_ENERGY_LARGE = "new_energy_large"
    SUFFIXED = "suffixed"
    EMBASSY = "embassy"
    TEMPORARY = "temporary"


_FORMS: Final = (
    (PlateKind.ORDINARY, re.compile(f"{_HEAD}{_SERIAL}{{5}}")),
    (PlateKind.NEW_ENERGY_SMALL, re.compile(f"{_HEAD}[A-HJK]{_SERIAL}[0-9]{{4}}")),
    (PlateKind.NEW_ENERGY_LARGE, re.compile(f"{_HEAD}[0-9]{{5}}[A-HJK]")),
    (PlateKind.SUFFIXED, re.compile(f"{_HEAD}{_SERIAL}{{4}}[挂学警港澳]")),
    (PlateKind.EMBASSY, re.compile(f"使[0-9]{{6}}|{_HEAD}{_SERIAL}{{4}}[使领]")),
)
_TEMPORARY: Final = re.compile(f"{_HEAD}{_SERIAL}{{4,6}}")


def normalise_plate(text: str) -> str:
    """Return the stored form: half-width, upper case, no dot, space or dash."""
    return re.sub(r"[\s·•・.\-]", "", half_width(text)).upper()


def plate_kind(text: str) -> PlateKind | None:
    """Return the kind of a permanent plate, or `None` if it is not one."""
    plate = normalise_plate(text)
    return next((kind for kind, form in _FORMS if form.fullmatch(plate)), None)


def plate_problem(text: str, *, temporary: bool = False) -> Message | None:
    """Return what is wrong with a plate (of a temporary one: its digits only), or `None`."""
    plate = normalise_plate(text)
    if not plate:
        return Message(N_("请填写车牌号。"))
    if temporary:
        known = _TEMPORARY.fullmatch(plate) is not None
        return (
            None if known else Message(N_("临时号牌应为省份简称、发牌机关字母和 4 至 6 位编号。"))
        )
    return None if plate_kind(plate) else _refusal(plate)


def _refusal(plate: str) -> Message:
    if plate[0] not in PROVINCES + "使":
        return Message(N_("车牌应以省份简称开头，例如 苏A12345。"))
    if re.search("[IO]", plate[1:]):
        return Message(N_("车牌不使用字母 I 和 O，请核对是否为数字 1 和 0。"))
    if len(plate) == NEW_ENERGY_LENGTH:
        return Message(N_("新能源号牌应为 8 位，首位或末位是 A 至 K 的字母，例如 苏AD12345。"))
    return Message(N_("车牌应为 7 位（新能源 8 位），现在是 {n} 位，请核对。"), n=len(plate))


def is_pure_electric(text: str) -> bool | None:
    """Tell whether a new-energy plate is of a pure electric car; `None` for other plates."""
    plate = normalise_plate(text)
    kind = plate_kind(plate)
    if kind is PlateKind.NEW_ENERGY_SMALL:
        return plate[2] in "ABCDE"
    if kind is PlateKind.NEW_ENERGY_LARGE:
        return plate[-1] in "ABCDE"
    return None

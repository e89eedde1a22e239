"""Administrative divisions (行政区划, GB/T 2260): province 2 digits, city 4, area 6."""

from __future__ import annotations

import functools
import itertools
import json
from importlib import resources
from typing import Final

PROVINCE_LENGTH: Final = 2
CITY_LENGTH: Final = 4
AREA_LENGTH: Final = 6

_NAMELESS = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")


@functools.cache
def _names() -> dict[str, str]:
    source = resources.files("marque.kernel").joinpath("data/divisions.json")
    names: dict[str, str] = json.loads(source.read_text(encoding="utf-8"))
    return names


def name_of(code: str) -> str | None:
    """Return the own name of a division (`330108` → 滨江区), or `None` if unknown."""
    return _names().get(code)


def full_name(code: str) -> str:
    """Return the name from the province down (浙江省杭州市滨江区); "" if unknown.

    Levels without a name of their own (市辖区, 县) are left out.
    """
    if code not in _names():
        return ""
    levels = (code[:length] for length in (PROVINCE_LENGTH, CITY_LENGTH, AREA_LENGTH))
    names = (_names().get(level, "") for level in dict.fromkeys(levels))
    return "".join(name for name in names if name not in _NAMELESS)


def provinces() -> list[tuple[str, str]]:
    """Return `(code, name)` of the 31 provinces, in code order."""
    return [(code, name) for code, name in _names().items() if len(code) == PROVINCE_LENGTH]


def children(code: str) -> list[tuple[str, str]]:
    """Return `(code, name)` of the cities of a province or the areas of a city."""
    length = len(code) + 2
    return [
        (child, name)
        for child, name in _names().items()
        if len(child) == length and child.startswith(code)
    ]


@functools.cache
def _areas() -> dict[str, str]:
    """Full name → code of every area, in code order."""
    return {full_name(code): code for code in _names() if len(code) == AREA_LENGTH}


def find(text: str) -> str | None:
    """Return the code of the area meant: its full name, or a part that fits only one.

    `浙江省杭州市滨江区`, `杭州滨江` and `滨江区` all find 330108.
    """
    plain = "".join(text.split())
    if plain in _areas():
        return _areas()[plain]
    found = search(plain, limit=2)
    return found[0][0] if len(found) == 1 else None


def search(text: str, *, limit: int = 10) -> list[tuple[str, str]]:
    """Return `(code, full name)` of areas whose name has these characters in this order."""
    plain = "".join(text.split())
    if not plain:
        return []
    matches = ((code, name) for name, code in _areas().items() if _follows(plain, name))
    return list(itertools.islice(matches, limit))


def _follows(text: str, name: str) -> bool:
    rest = iter(name)
    return all(char in rest for char in text)

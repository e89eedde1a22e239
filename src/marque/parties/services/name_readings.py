"""How a Chinese name may be typed in pinyin (domain reference §10).

Surnames have readings of their own (单 Shàn, 仇 Qiú); people also type the everyday
reading, so both are kept, the right one first.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from pypinyin import Style, lazy_pinyin

SURNAME_READINGS: Final[dict[str, tuple[tuple[str, ...], ...]]] = {
    "单": (("shan",), ("dan",)),
    "仇": (("qiu",), ("chou",)),
    "曾": (("zeng",), ("ceng",)),
    "解": (("xie",), ("jie",)),
    "查": (("zha",), ("cha",)),
    "区": (("ou",), ("qu",)),
    "盖": (("ge",), ("gai",)),
    "朴": (("piao",), ("pu",)),
    "缪": (("miao",), ("mou",)),
    "翟": (("zhai",), ("di",)),
    "覃": (("qin",), ("tan",)),
    "乐": (("yue",), ("le",)),
    "员": (("yun",), ("yuan",)),
    "黑": (("he",), ("hei",)),
    "种": (("chong",), ("zhong",)),
    "秘": (("bi",), ("mi",)),
    "召": (("shao",), ("zhao",)),
    "句": (("gou",), ("ju",)),
    "牟": (("mou",), ("mu",)),
    "郗": (("xi",), ("chi",)),
    "隗": (("wei",), ("kui",)),
    "折": (("she",), ("zhe",)),
    "繁": (("po",), ("fan",)),
    "洗": (("xian",), ("xi",)),
    "石": (("shi",),),
    "沈": (("shen",), ("chen",)),
    "吕": (("lv",), ("lu",)),
    "尉迟": (("yu", "chi"), ("wei", "chi")),
    "万俟": (("mo", "qi"), ("wan", "si")),
    "长孙": (("zhang", "sun"), ("chang", "sun")),
    "澹台": (("tan", "tai"),),
    "令狐": (("ling", "hu"),),
}


class NameReadings(NamedTuple):
    """Every reading, lower case, separated by spaces; the most likely one first."""

    pinyin: str
    initials: str


def name_readings(name: str, *, is_person: bool = True) -> NameReadings:
    """Return the readings of a name: `单伟` → `shanwei danwei`, `sw dw`."""
    surname, readings = _surname(name) if is_person else ("", ((),))
    rest = name[len(surname) :]
    given = lazy_pinyin(rest, v_to_u=False)
    letters = lazy_pinyin(rest, style=Style.FIRST_LETTER)
    full = dict.fromkeys("".join([*reading, *given]) for reading in readings)
    initials = dict.fromkeys(
        "".join([*(syllable[0] for syllable in reading), *letters]) for reading in readings
    )
    return NameReadings(_joined(full, 400), _joined(initials, 120))


def _surname(name: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    for length in (2, 1):
        surname = name[:length]
        if surname in SURNAME_READINGS:
            return surname, SURNAME_READINGS[surname]
    return "", ((),)


def _joined(readings: dict[str, None], limit: int) -> str:
    return " ".join(reading.replace(" ", "").lower() for reading in readings)[:limit]

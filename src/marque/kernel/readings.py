"""How a Chinese name may be typed in pinyin (domain reference §10).

Surnames have readings of their own (单 Shàn, 仇 Qiú); people also type the everyday
reading, so both are kept, the right one first.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, product
from typing import Final, NamedTuple

from pypinyin import Style, lazy_pinyin, pinyin
from pypinyin.core import Pinyin

from marque.kernel.text import half_width

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


GRAM: Final = 2
LONGEST_PINYIN: Final = 12
LONGEST_INITIALS: Final = 8
STARTS: Final = 9
"""Pinyin is found from each of the first characters of a name on, so `yunqi` finds 杭州云栖."""
PERSON_LENGTH: Final = 4
MOST_READINGS: Final = 12

Syllables = tuple[str, ...]
_SPLITTER: Final = Pinyin()


class NameReadings(NamedTuple):
    """Every reading, lower case, separated by spaces; the most likely one first."""

    pinyin: str
    initials: str


@lru_cache(maxsize=16_384)
def name_readings(name: str, *, is_person: bool = True) -> NameReadings:
    """Return the readings of a name: `单伟` → `shanwei danwei`, `sw dw`."""
    surname, readings = _surname(name) if is_person else ("", ((),))
    rest = name[len(surname) :]
    given, letters = _spoken(rest)
    full = dict.fromkeys("".join([*reading, *given]) for reading in readings)
    initials = dict.fromkeys(
        "".join([*(syllable[0] for syllable in reading), *letters]) for reading in readings
    )
    return NameReadings(_joined(full, 400), _joined(initials, 120))


def search_words(name: str, *, is_person: bool = True) -> set[str]:
    """What a name can be found by in an index of words.

    Every character and pair of characters, and with `~` in front every beginning of its pinyin
    and of its initials, in every reading.
    """
    tails = {
        syllables[start:]
        for syllables in _readings(name, is_person=is_person)
        for start in range(min(STARTS, len(syllables)))
    }
    words = set(_grams(plain(name)))
    for text in {"".join(tail) for tail in tails}:
        words.update(_beginnings(text, LONGEST_PINYIN))
    for text in {"".join([syllable[:1] for syllable in tail]) for tail in tails}:
        words.update(_beginnings(text, LONGEST_INITIALS))
    return words


def words_asked_for(text: str) -> set[str]:
    """The words that all names meant by a Chinese text have; see `search_words`."""
    typed = plain(text)
    return {typed} if len(typed) < GRAM else {gram for gram in _grams(typed) if len(gram) == GRAM}


def pinyin_asked_for(letters: str) -> str:
    """The one word that every name whose pinyin or initials begin with these letters has."""
    return f"~{letters[:LONGEST_PINYIN]}"


def plain(text: str) -> str:
    """Half-width, lower case, without spaces: as names are compared."""
    return "".join(half_width(text).lower().split())


def _grams(text: str) -> list[str]:
    pairs = [text[at : at + GRAM] for at in range(len(text) - GRAM + 1)]
    return [*text, *pairs]


def _beginnings(text: str, longest: int) -> list[str]:
    return [f"~{text[:length]}" for length in range(1, min(longest, len(text)) + 1)]


def _readings(name: str, *, is_person: bool) -> list[Syllables]:
    """All ways to read a name, syllable by syllable."""
    surname, heads = _surname(name) if is_person else ("", ((),))
    rest = name[len(surname) :]
    if is_person and len(name) <= PERSON_LENGTH:
        ways = [_ways(char) for char in rest]
        tails: list[Syllables] = list(islice(product(*ways), MOST_READINGS))
    else:
        tails = [tuple(map(_ascii, _spoken(rest)[0]))]
    return [(*head, *tail) for head in heads for tail in tails][:MOST_READINGS]


def _spoken(text: str) -> tuple[Syllables, Syllables]:
    """The usual reading and its first letters."""
    words = [_spoken_word(word) for word in _SPLITTER.seg(text)] if text else []
    return (
        tuple(syllable for syllables, _letters in words for syllable in syllables),
        tuple(letter for _syllables, letters in words for letter in letters),
    )


@lru_cache(maxsize=16_384)
def _spoken_word(word: str) -> tuple[Syllables, Syllables]:
    """A word or character that is read the same whatever stands beside it."""
    return tuple(lazy_pinyin(word, v_to_u=False)), tuple(
        lazy_pinyin(word, style=Style.FIRST_LETTER)
    )


@lru_cache(maxsize=16_384)
def _ways(char: str) -> Syllables:
    """Every reading of one character."""
    found = pinyin(char, style=Style.NORMAL, heteronym=True, v_to_u=False)
    return tuple(dict.fromkeys(_ascii(way) for way in found[0]))


def _ascii(syllable: str) -> str:
    return plain(syllable.replace("ü", "v"))


def _surname(name: str) -> tuple[str, tuple[tuple[str, ...], ...]]:
    for length in (2, 1):
        surname = name[:length]
        if surname in SURNAME_READINGS:
            return surname, SURNAME_READINGS[surname]
    return "", ((),)


def _joined(readings: dict[str, None], limit: int) -> str:
    return " ".join(reading.replace(" ", "").lower() for reading in readings)[:limit]

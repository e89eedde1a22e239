"""What the apps declare: business thresholds (`parameters.py`) and word lists (`words.py`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number people may change; `min` and `max` bound it (PLT-24)."""

    key: str
    label: Any
    default: Decimal | int
    min: Decimal | int = 0
    max: Decimal | int = 1_000_000
    unit: Any = ""


@dataclass(frozen=True, slots=True)
class Extra:
    """What a word says besides its name: a whole number within bounds, or yes/no."""

    key: str
    label: Any
    default: int | bool
    min: int = 0
    max: int = 1_000_000
    unit: Any = ""

    @property
    def is_flag(self) -> bool:
        """Whether it is a yes or a no."""
        return isinstance(self.default, bool)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that every new account set starts with.  `fixed` words steer the program:
    they may be renamed but neither disabled nor deleted."""

    code: str
    name: str
    name_en: str
    extra: Mapping[str, int | bool] = field(default_factory=dict)
    fixed: bool = False


@dataclass(frozen=True, slots=True)
class WordList:
    """A list of words that people choose from and administrators edit (PLT-20).

    `kind` is "app.noun"; `group` is the heading on the settings page.
    """

    kind: str
    label: Any
    group: Any
    words: tuple[Word, ...]
    extras: tuple[Extra, ...] = ()


@cache
def all_parameters() -> dict[str, Parameter]:
    """Every declared parameter by its key."""
    return {parameter.key: parameter for parameter in _declared("parameters", "PARAMETERS")}


@cache
def all_word_lists() -> dict[str, WordList]:
    """Every declared word list by its kind, in the order of the apps."""
    return {words.kind: words for words in _declared("words", "WORD_LISTS")}


def _declared(module: str, name: str) -> list[Any]:
    return [
        row
        for config in apps.get_app_configs()
        if config.name.startswith("marque.") and module_has_submodule(config.module, module)
        for row in getattr(import_module(f"{config.name}.{module}"), name)
    ]

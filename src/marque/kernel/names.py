"""Names of virtual people, for the simulator and demonstrations."""

from __future__ import annotations

import functools
import json
import random
from importlib import resources


@functools.cache
def _lists() -> dict[str, list[str]]:
    source = resources.files("marque.kernel").joinpath("data/names.json")
    lists: dict[str, list[str]] = json.loads(source.read_text(encoding="utf-8"))
    return lists


def surnames() -> list[str]:
    """Return common surnames, the most common first, compound ones last."""
    return _lists()["surnames"]


def compound_surnames() -> tuple[str, ...]:
    """Return the surnames of two characters."""
    return tuple(name for name in surnames() if len(name) > 1)


def make_name(chance: random.Random, *, gender: str) -> str:
    """Return a plausible full name; `gender` is `male` or `female`.

    Common surnames come up more often, as in life.
    """
    choices = surnames()
    at = min(int(chance.expovariate(1) * len(choices) / 4), len(choices) - 1)
    given = _lists()[gender]
    count = 2 if chance.random() < 0.8 else 1  # noqa: PLR2004
    return choices[at] + "".join(chance.sample(given, count))

"""The two charts of accounts we ship, and the default posting rules, as data."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, NotRequired, TypedDict

HERE = Path(__file__).parent


class AccountRow(TypedDict):
    code: str
    name: str
    name_en: str
    kind: str
    side: str
    dimensions: NotRequired[list[str]]
    cash_flow_in: NotRequired[str]
    cash_flow_out: NotRequired[str]
    cash: NotRequired[bool]


class Chart(TypedDict):
    """`roles` maps a role of the posting rules to the code of a leaf account."""

    source: str
    accounts: list[AccountRow]
    roles: dict[str, str]


class RuleLine(TypedDict):
    side: str
    role: str
    amount: str
    cash_flow: NotRequired[str]
    summary: NotRequired[str]


class Rule(TypedDict):
    name: str
    summary: str
    word: NotRequired[str]
    lines: list[RuleLine]


class Rate(TypedDict):
    code: str
    name: str
    rate: str
    valid_from: str
    valid_to: NotRequired[str]
    source: str


@cache
def _read(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text(encoding="utf-8"))


def chart(standard: str) -> Chart:
    """The chart of a standard (`small` or `asbe`), sorted by code."""
    result: Chart = _read(standard)
    return result


def rules() -> dict[str, Rule]:
    """The default posting rules by their code."""
    result: dict[str, Rule] = _read("rules")
    return result


def tax_rates() -> list[Rate]:
    """VAT rates with the law that set them, oldest first."""
    result: list[Rate] = _read("tax_rates")
    return result

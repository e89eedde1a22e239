"""Measures that the apps declare in their `measures.py`: formula, version, basis, rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import module_has_submodule

NOBODY = "-"
"""How an address says: the rows that have no such word."""


class Unit(StrEnum):
    """How a value is written."""

    COUNT = "count"
    RATE = "rate"
    MINUTES = "minutes"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Span:
    """A period of whole days, both included, in the zone of the business."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Midnight at which it begins."""
        return timezone.make_aware(datetime.combine(self.first, time.min))

    @property
    def ends_at(self) -> datetime:
        """Midnight after its last day; not included."""
        return timezone.make_aware(datetime.combine(self.last + timedelta(days=1), time.min))

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        """Whether the day belongs to it."""
        return self.first <= day <= self.last

    def before(self) -> Span:
        """The period of the same length just before."""
        return Span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))


@dataclass(frozen=True, slots=True)
class Scope:
    """Who reads, of which store (None: all that the reader may see), of which period."""

    user: Any
    store: Any
    span: Span
    now: datetime


Rows = Callable[[Scope], QuerySet[Any]]
"""The rows that count: scoped to the reader, distinct by their primary key."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure with its meaning.  A count has only a numerator; a rate has both.

    `average` names an aggregate over the numerator's rows for durations: an expression that
    gives an interval.  `splits` maps a word ("source", "owner") to the field of the
    numerator's rows, and where it differs, `splits_below` to that of the denominator's.
    """

    key: str
    name: Any
    group: Any
    formula: Any
    basis: Any
    numerator: Rows
    denominator: Rows | None = None
    unit: Unit = Unit.COUNT
    version: str = "1"
    right: str = ""
    average: Any = None
    splits: Mapping[str, str] = field(default_factory=dict)
    splits_below: Mapping[str, str] = field(default_factory=dict)
    is_more_better: bool | None = None
    usual: Any = ""
    watcher: Any = ""
    dates: str = ""

    def lower(self, by: str) -> str:
        """The field of the denominator's rows for a split."""
        return self.splits_below.get(by, self.splits.get(by, ""))


@cache
def all_measures() -> dict[str, Measure]:
    """Every declared measure by its key, in the order of the apps."""
    found: dict[str, Measure] = {}
    for module in _modules():
        for measure in module.MEASURES:
            if measure.key in found:
                raise ValueError(f"measure {measure.key} is declared twice")
            found[measure.key] = measure
    return found


@cache
def row_tables() -> dict[type[Any], str]:
    """The dotted path of the table that shows rows of a model."""
    tables: dict[type[Any], str] = {}
    for module in _modules():
        tables.update(getattr(module, "ROW_TABLES", {}))
    return tables


def _modules() -> list[Any]:
    return [
        import_module(f"{config.name}.measures")
        for config in apps.get_app_configs()
        if config.name.startswith("marque.")
        and config.name != "marque.foundation.measures"
        and module_has_submodule(config.module, "measures")
    ]

"""Number series that the apps declare in their `numbering.py`."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Series:
    """`pattern` may use {yy} {yyyy} {mm} {store} and must use {n} or {n:04d}."""

    kind: str
    label: Any
    pattern: str


@cache
def all_series() -> dict[str, Series]:
    """Every declared series by its kind."""
    return {
        series.kind: series
        for config in apps.get_app_configs()
        if config.name.startswith("marque.") and module_has_submodule(config.module, "numbering")
        for series in import_module(f"{config.name}.numbering").SERIES
    }

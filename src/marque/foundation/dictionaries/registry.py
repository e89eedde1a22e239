"""Business thresholds that the apps declare in their `parameters.py` (PLT-24)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number people may change; `min` and `max` bound it."""

    key: str
    label: Any
    default: Decimal | int
    min: Decimal | int = 0
    max: Decimal | int = 1_000_000
    unit: Any = ""


@cache
def all_parameters() -> dict[str, Parameter]:
    """Every declared parameter by its key."""
    return {
        parameter.key: parameter
        for config in apps.get_app_configs()
        if config.name.startswith("marque.") and module_has_submodule(config.module, "parameters")
        for parameter in import_module(f"{config.name}.parameters").PARAMETERS
    }

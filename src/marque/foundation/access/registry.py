"""All function rights of the system, collected from the apps.

A right is declared once: in an app's `rights.py`, or as the permission of a transition in its
`workflow.py`.  Menus, addresses, buttons, services and the API all ask for the same string.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule

from marque.kernel.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Right:
    """`code` is "app.verb_model"; `label` and `group` are (lazily) translated texts."""

    code: str
    label: Any
    group: Any = ""


@cache
def all_rights() -> dict[str, Right]:
    """Every right by its code, in the order of the apps.

    Several transitions may ask for one right; its name is that of `rights.py`, else the first.
    """
    rights: dict[str, Right] = {}
    for right in _declared():
        rights.setdefault(right.code, right)
    return rights


def _declared() -> Iterator[Right]:
    for config in apps.get_app_configs():
        if not config.name.startswith("marque."):
            continue
        if module_has_submodule(config.module, "rights"):
            yield from import_module(f"{config.name}.rights").RIGHTS
        if module_has_submodule(config.module, "workflow"):
            yield from _of_workflows(config)


def _of_workflows(config: Any) -> Iterator[Right]:
    module = import_module(f"{config.name}.workflow")
    for value in vars(module).values():
        if isinstance(value, Workflow):
            for transition in value.transitions.values():
                yield Right(transition.permission, transition.label, config.verbose_name)

"""Every workflow of the system, drawn for the manual."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import translation
from django.utils.module_loading import module_has_submodule

from marque.foundation.access.registry import all_rights
from marque.kernel.workflow import Workflow

HEAD = """\
# 单据流程图

本页由 `./marque manage draw_workflows` 按系统中的流程表生成，请勿手工修改。
图中方框是状态，箭头是动作；表中写明每个动作从哪个状态到哪个状态，以及需要的权限。
"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A workflow with the words people use for it."""

    title: str
    states: dict[str, str]
    workflow: Workflow


def all_workflows() -> Iterator[Drawn]:
    """The workflows of all apps, in the order of the layers."""
    for config in apps.get_app_configs():
        if config.name.startswith("marque.") and module_has_submodule(config.module, "workflow"):
            words = vars(import_module(f"{config.name}.workflow"))
            for name, value in words.items():
                if isinstance(value, Workflow):
                    yield _drawn(config, name, value, words)


def _drawn(config: Any, name: str, workflow: Workflow, words: dict[str, Any]) -> Drawn:
    kind = name.removesuffix("_WORKFLOW").lower()
    fitting = [c for c in words.values() if _are_choices(c) and set(c.values) == workflow.states]
    fitting.sort(key=lambda choices: not choices.__name__.lower().startswith(kind))
    labels = {str(value): str(label) for value, label in fitting[0].choices} if fitting else {}
    return Drawn(title=_title(config, kind, workflow), states=labels, workflow=workflow)


def _are_choices(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, models.TextChoices) and bool(value.values)


def _title(config: Any, kind: str, workflow: Workflow) -> str:
    """The name of the model that has this workflow, or of one called like it."""
    named = [m for m in config.get_models() if getattr(m, "WORKFLOW", None) is workflow]
    named += [m for m in config.get_models() if m.__name__.lower().endswith(kind)]
    return str(named[0]._meta.verbose_name) if named else kind


def as_markdown() -> str:
    """The page of the manual, in Chinese whatever the language of the reader."""
    with translation.override("zh-hans"):
        return "\n".join([HEAD, *(_section(drawn) for drawn in all_workflows())])


def _section(drawn: Drawn) -> str:
    names = [f"    {state}: {label}" for state, label in drawn.states.items()]
    diagram = "\n".join([drawn.workflow.as_mermaid(), *names])
    table = "\n".join(_row(drawn, t) for t in drawn.workflow.transitions.values())
    head = "| 动作 | 从 | 到 | 权限 |\n|---|---|---|---|"
    return f"## {drawn.title}\n\n```mermaid\n{diagram}\n```\n\n{head}\n{table}\n"


def _row(drawn: Drawn, transition: Any) -> str:
    order = list(drawn.states) or sorted(transition.sources)
    sources = sorted(transition.sources, key=order.index)
    start = "、".join(drawn.states.get(state, state) for state in sources)
    target = drawn.states.get(transition.target, transition.target)
    right = all_rights()[transition.permission]
    return f"| {transition.label} | {start} | {target} | {right.label} `{right.code}` |"

"""Every workflow in the system keeps the same promises."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils.module_loading import module_has_submodule

from marque.kernel.workflow import Workflow

WORKFLOWS = {
    f"{config.label}.{name}": value
    for config in apps.get_app_configs()
    if config.name.startswith("marque.") and module_has_submodule(config.module, "workflow")
    for name, value in vars(import_module(f"{config.name}.workflow")).items()
    if isinstance(value, Workflow)
}


def test_there_are_workflows():
    assert len(WORKFLOWS) >= 4


@pytest.mark.parametrize("name", WORKFLOWS)
def test_has_an_end(name):
    workflow = WORKFLOWS[name]
    sources = {s for t in workflow.transitions.values() for s in t.sources}
    assert workflow.states - sources, "no final state"


@pytest.mark.parametrize("name", WORKFLOWS)
def test_every_transition_names_a_permission_of_its_app(name):
    app = name.split(".")[0]
    assert all(t.permission.startswith(f"{app}.") for t in WORKFLOWS[name].transitions.values())


@pytest.mark.parametrize("name", WORKFLOWS)
def test_draws_itself(name):
    assert WORKFLOWS[name].as_mermaid().startswith("stateDiagram-v2")

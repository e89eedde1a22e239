"""A copy of the project in miniature, and people to run it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.launcher.staging import (
    NOBODY,
    Stage,
    can_use,
    copy_state,
    give_to,
    make_project,
    make_venv,
    processes_in,
    wait_until,
)


@pytest.fixture(autouse=True)
def books() -> None:
    """These tests need no account set."""


@pytest.fixture
def root() -> Iterator[Path]:
    """A project in miniature."""
    yield from make_root()


@pytest.fixture(scope="session")
def template() -> Iterator[Path]:
    """A project whose server has been set up and stopped."""
    for root in make_root():
        for stage in make_stage(root, os.geteuid()):
            stage.use_server().leave()
        yield root


def make_root() -> Iterator[Path]:
    """A directory, removed in the end."""
    folder = Path(tempfile.mkdtemp(prefix="marque-test-")).resolve()
    make_project(folder)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["root", "plain user"])
def anybodys_stage(request: pytest.FixtureRequest, root: Path, template: Path) -> Iterator[Stage]:
    """The launcher as root and as a plain user."""
    uid = os.geteuid()
    if request.param == "root" and uid != 0:
        pytest.skip("only root can test starting as root")
    copy_state(template, root)
    yield from make_stage(root, NOBODY if request.param != "root" and uid == 0 else uid)


@pytest.fixture
def stage(root: Path, template: Path) -> Iterator[Stage]:
    """The launcher as whoever runs the tests; its server was set up before."""
    copy_state(template, root)
    yield from make_stage(root, os.geteuid())


@pytest.fixture
def new_stage(root: Path) -> Iterator[Stage]:
    """The launcher on a copy that was never started."""
    yield from make_stage(root, os.geteuid())


def make_stage(root: Path, uid: int) -> Iterator[Stage]:
    """A stage, cleared away in the end."""
    python = next(filter(lambda path: can_use(path, uid), (sys.executable, "/usr/bin/python3")), "")
    if not python:
        pytest.skip("the project or its Python lies where a plain user cannot read")
    make_venv(root, python)
    give_to(root, uid)
    stage = Stage(root, uid, python)
    yield stage
    stage.end()
    wait_until(lambda: not processes_in(root))

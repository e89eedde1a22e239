"""A copy of the project in miniature, and people to run it."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.launcher.staging import (
    NOBODY,
    Stage,
    can_use,
    give_to,
    make_project,
    make_venv,
    processes_in,
    wait_until,
)


@pytest.fixture(autouse=True)
def books() -> None:
    """These tests need no account set."""


@pytest.fixture(scope="session")
def make_root() -> Iterator[Callable[[], Path]]:
    """Makes project directories, removed in the end."""
    made: list[Path] = []

    def make() -> Path:
        made.append(Path(tempfile.mkdtemp(prefix="marque-test-")).resolve())
        return made[-1]

    yield make
    for root in made:
        shutil.rmtree(root, ignore_errors=True)


@pytest.fixture(scope="session")
def roots() -> dict[int, Path]:
    """One project a user: its server is set up by the first test and kept for the next."""
    return {}


@pytest.fixture(params=["root", "plain user"])
def anybodys_stage(
    request: pytest.FixtureRequest, roots: dict[int, Path], make_root: Callable[[], Path]
) -> Iterator[Stage]:
    """The launcher as root and as a plain user."""
    uid = os.geteuid()
    if request.param == "root" and uid != 0:
        pytest.skip("only root can test starting as root")
    uid = NOBODY if request.param != "root" and uid == 0 else uid
    yield from make_stage(roots.get(uid) or roots.setdefault(uid, make_root()), uid)


@pytest.fixture
def stage(roots: dict[int, Path], make_root: Callable[[], Path]) -> Iterator[Stage]:
    """The launcher as whoever runs the tests."""
    uid = os.geteuid()
    yield from make_stage(roots.get(uid) or roots.setdefault(uid, make_root()), uid)


@pytest.fixture
def new_stage(make_root: Callable[[], Path]) -> Iterator[Stage]:
    """The launcher on a copy that was never started."""
    yield from make_stage(make_root(), os.geteuid())


def make_stage(root: Path, uid: int) -> Iterator[Stage]:
    """A stage, emptied of processes in the end."""
    python = next(filter(lambda path: can_use(path, uid), (sys.executable, "/usr/bin/python3")), "")
    if not python:
        pytest.skip("the project or its Python lies where a plain user cannot read")
    make_project(root)
    if not (root / ".venv").exists():
        make_venv(root, python)
        give_to(root, uid)
    stage = Stage(root, uid, python)
    yield stage
    stage.end()
    wait_until(lambda: not processes_in(root))

"""Whatever goes wrong is said in one sentence that helps, with a non-zero exit."""

from __future__ import annotations

import ast
import errno
import importlib.machinery
import importlib.util
import os
import shutil
import socket
import subprocess
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest

from launcher import browser, cli, databases, environment
from launcher.errors import Stop
from launcher.places import Places, sentence_for
from tests.launcher.staging import PROJECT, free_port

Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A project with nothing in it."""
    places = Places(tmp_path, tmp_path / "var")
    places.prepare()
    return places


@pytest.fixture
def entry() -> ModuleType:
    """The entry script as a module."""
    loader = importlib.machinery.SourceFileLoader("entry", str(PROJECT / "marque"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("entry", loader))
    loader.exec_module(module)
    return module


def complaint_of(*words: str, var: Path, **env: str) -> str:
    """What ./marque says when it refuses; it must be one line."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATABASE_")}
    done = subprocess.run(
        [PROJECT / "marque", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        env=kept | {"MARQUE_VAR": str(var)} | env,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    lines = done.stdout.strip().splitlines()
    assert len(lines) == 1, lines
    return lines[0]


def test_old_python_is_told_what_it_lacks(entry: ModuleType) -> None:
    assert "3.11 or newer and this is Python 3.9" in entry.complaint((3, 9, 2))
    assert entry.complaint((3, 11, 0)) == entry.complaint((3, 14, 0)) == ""


def test_entry_script_can_be_read_by_old_pythons() -> None:
    assert ast.parse((PROJECT / "marque").read_text(), feature_version=(3, 6)).body


def test_unknown_command(tmp_path: Path) -> None:
    assert "no command sell" in complaint_of("sell", var=tmp_path)


def test_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = complaint_of("demo", "--port", str(port), var=tmp_path)
    assert (
        said
        == f"Port {port} is taken: stop what uses it, or take another: ./marque demo --port {port + 1}"
    )


def test_address_of_another_machine(tmp_path: Path) -> None:
    said = complaint_of("demo", "--host", "192.0.2.1", "--port", str(free_port()), var=tmp_path)
    assert said == "192.0.2.1 is not an address of this machine."


def test_state_directory_that_cannot_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    assert "Not a directory" in complaint_of("manage", "check", var=file / "var")


@pytest.mark.parametrize(
    "url", ["postgresql://someone:secret@127.0.0.1:{port}/marque", "mysql://x/y"]
)
def test_refused_database(url: str) -> None:
    psql = databases.find_binaries(Places.of(PROJECT)) / "psql"
    with pytest.raises(Stop, match="DATABASE_URL") as refusal:
        databases.check_version(psql, url.format(port=free_port()))
    assert "secret" not in refusal.value.sentence
    assert "\n" not in refusal.value.sentence


def test_database_that_is_too_old(tmp_path: Path) -> None:
    psql = tmp_path / "psql"
    psql.write_text("#!/bin/sh\necho 140011\n")
    psql.chmod(0o755)
    with pytest.raises(Stop, match="PostgreSQL 15 or newer and that server is 14"):
        databases.check_version(psql, "postgresql://localhost/marque")


def test_full_disk(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 10**12, 50 * 1024**2))
    with pytest.raises(Stop, match="Only 50 MB are free"):
        places.require_space(1000)
    assert "The disk is full" in sentence_for(OSError(errno.ENOSPC, "No space left on device"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"<<<<<<< ours\n"])
def test_lock_file_that_is_not_one(places: Places, content: bytes) -> None:
    lock = places.root / environment.FULL
    lock.write_bytes(content)
    with pytest.raises(Stop, match=r"requirements\.lock is broken"):
        environment.count(lock)


def test_missing_lock_file(places: Places) -> None:
    with pytest.raises(Stop, match=r"requirements\.lock is missing"):
        environment.ensure(places, development=True)
    with pytest.raises(Stop, match=r"package-lock\.json is missing"):
        browser.ensure(places)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "error: Hash mismatch for `django==5.2`\n  Expected: sha256:00",
            "does not match the hash",
        ),
        ("error: Couldn't parse requirement in `requirements.lock` at position 3", "is broken"),
        (
            "error: Failed to fetch: `https://mirror/simple/django/`\n dns error",
            "check the network",
        ),
        ("error: No space left on device (os error 28)", "disk is full"),
        ("error: something unheard of", "see var/log/launcher.log"),
    ],
)
def test_installers_words_become_one_sentence(said: str, sentence: str) -> None:
    assert sentence in environment.explain(said, "requirements.lock")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("npm error code EINTEGRITY", "does not match package-lock.json"),
        ("npm error code EJSONPARSE", "is broken"),
        ("npm error code EAI_AGAIN", "check the network"),
        ("npm error code ELSE", "see var/log/launcher.log"),
    ],
)
def test_npms_words_become_one_sentence(said: str, sentence: str) -> None:
    assert sentence in browser.explain(said)


def test_python_without_the_venv_module(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    python = places.root / "python"
    python.write_text("#!/bin/sh\necho 'ensurepip is not available'; exit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with pytest.raises(Stop, match=r"apt install python3\.\d+-venv or python3-venv"):
        environment.make_venv(places)


def test_failure_nobody_thought_of_is_logged_and_said_in_one_sentence(
    places: Places, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> int:
        raise ZeroDivisionError("by zero")

    monkeypatch.setitem(cli.COMMANDS, "help", fail)
    assert cli.main(["help"], places) == 1
    assert capsys.readouterr().err.count("\n") == 1
    assert "Traceback" in (places.logs / "launcher.log").read_text()

"""What is installed is what the lock files say, and mirrors are respected."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from launcher import browser, environment
from launcher.errors import Stop
from launcher.places import Places
from launcher.session import keeping_bytecode
from tests.launcher.staging import PROJECT

PIN = re.compile(r"^([a-z0-9][\w.-]*)==(\S+)", re.MULTILINE)
PIP = """\
:env:.find-links='/nowhere {here}'
global.cert='{here}'
global.extra-index-url='file:///nowhere/simple\\nhttps://mirror.example/simple'
global.index-url='https://index.example/simple'
global.find-links='/elsewhere'
list.format='columns'
"""


def pins(name: str) -> dict[str, str]:
    """The versions a lock pins."""
    return dict(PIN.findall((PROJECT / name).read_text()))


def test_runtime_is_part_of_the_whole_in_the_same_versions() -> None:
    whole, runtime = pins(environment.FULL), pins(environment.RUNTIME)
    assert runtime.items() <= whole.items()
    assert "django" in runtime
    assert "pytest" in whole.keys() - runtime.keys()


def test_every_pin_has_a_hash_and_no_lock_names_a_host() -> None:
    locks = [PROJECT / environment.FULL, PROJECT / environment.RUNTIME]
    locks += (PROJECT / "launcher").glob("tool-*.lock")
    for lock in locks:
        text = lock.read_text()
        assert "://" not in text, lock
        for block in re.split(r"\n(?=[a-z0-9])", text.strip()):
            assert "==" not in block or "--hash=sha256:" in block, block


def test_browser_libraries_are_exact_and_their_lock_names_no_host() -> None:
    wanted = json.loads((PROJECT / "package.json").read_text())
    lock = json.loads((PROJECT / "package-lock.json").read_text())
    assert lock["packages"][""]["dependencies"] == wanted["dependencies"]
    assert all(version[0].isdigit() for version in wanted["dependencies"].values())
    for name, package in lock["packages"].items():
        assert "resolved" not in package
        assert not name or package["integrity"].startswith("sha512-")


def test_pips_mirrors_are_passed_on_and_missing_places_left_out(tmp_path: Path) -> None:
    settings = environment.parse_settings(PIP.format(here=tmp_path))
    assert environment.from_pip(settings) == {
        "UV_DEFAULT_INDEX": "https://index.example/simple",
        "UV_INDEX": "https://mirror.example/simple",
        "UV_FIND_LINKS": str(tmp_path),
        "SSL_CERT_FILE": str(tmp_path),
    }


def test_icons_in_use_are_found_where_they_are_named() -> None:
    text = """
        <i class="i i-car"></i>{% i "search" "ml-a" %}{% i on|yesno:"star-fill,star" %}
        {% include "x.html" with icon="coin" %} Page(icon="users") {"icon": "alert-triangle"}
    """
    names = {"car", "search", "star-fill", "star", "coin", "users", "alert-triangle"}
    assert browser.icons_in(text) == names


def test_icon_becomes_a_mask_without_tablers_empty_background(tmp_path: Path) -> None:
    (tmp_path / "outline").mkdir()
    (tmp_path / "outline" / "car.svg").write_text(
        '<svg><path stroke="none" d="M0 0h24v24H0z" fill="none" /><path d="M5 17" /></svg>'
    )
    rule = browser.icon_rule(tmp_path, "car")
    assert rule.startswith('.i-car{--i:url("data:image/svg+xml,%3Csvg')
    assert "M0 0h24" not in rule
    assert "<" not in rule
    assert browser.icon_rule(tmp_path, "no-such-icon") == ""


def put_npm(folder: Path, monkeypatch: pytest.MonkeyPatch, *, does: str) -> None:
    """An npm and a Node.js before all others on the path."""
    folder.mkdir()
    for name, script in (("node", "echo v22.0.0"), ("npm", does)):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def project_in(root: Path) -> Places:
    """A directory with locks of the browser and nothing else."""
    for name in ("package.json", "package-lock.json"):
        (root / name).write_text("{}")
    (root / "node_modules").mkdir()
    places = Places(root, root / "var")
    places.prepare()
    return places


def test_npm_fetches_while_python_is_set_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = project_in(tmp_path)
    put_npm(tmp_path / "bin", monkeypatch, does='echo "$@" > "$(dirname "$0")/said"')
    with browser.ahead(places):
        pass
    assert browser.is_fetched(places)
    said = (tmp_path / "bin" / "said").read_text()
    assert said.startswith(f"--prefix {tmp_path} ci ")
    put_npm(tmp_path / "again", monkeypatch, does='touch "$(dirname "$0")/said"')
    with browser.ahead(places):
        pass
    assert not (tmp_path / "again" / "said").exists(), "fetched twice"


def test_npm_that_failed_ahead_is_left_to_the_one_that_explains(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = project_in(tmp_path)
    put_npm(tmp_path / "bin", monkeypatch, does="exit 1")
    with browser.ahead(places):
        pass
    assert not browser.is_fetched(places)


def test_npm_ends_when_the_python_environment_cannot_be_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = project_in(tmp_path)
    put_npm(tmp_path / "bin", monkeypatch, does="sleep 60")
    begun = time.monotonic()
    with pytest.raises(Stop, match="no venv"), browser.ahead(places):
        raise Stop("no venv")
    assert time.monotonic() - begun < 10


def test_checks_and_tests_compile_every_module_once(tmp_path: Path) -> None:
    places = Places(tmp_path, tmp_path / "var")
    env = keeping_bytecode(places, {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"})
    (tmp_path / "car.py").write_text("")
    subprocess.run([sys.executable, "-c", "import car"], cwd=tmp_path, env=env, check=True)
    assert len(list((places.var / "bytecode").rglob("car.*.pyc"))) == 1
    assert not list(tmp_path.rglob("__pycache__"))

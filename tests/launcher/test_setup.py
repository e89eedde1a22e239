"""What is installed is what the lock files say, and mirrors are respected."""

from __future__ import annotations

import json
import re
from pathlib import Path

from launcher import browser, environment
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

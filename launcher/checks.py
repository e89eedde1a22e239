"""`./marque check`: everything that can be known without running the product."""

from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from launcher import browser
from launcher.places import Places, say
from launcher.processes import output_of

PYTHON_SOURCES = ("src", "tests", "launcher", "bench")


@dataclass(frozen=True)
class Result:
    """How one check went."""

    name: str
    passed: bool
    seconds: float
    output: str


def commands(places: Places) -> dict[str, list[str]]:
    """The checks that are commands, the slow one first."""
    tool = [str(places.python), "-m"]
    django = [*tool, "django"]
    sources = [name for name in PYTHON_SOURCES if (places.root / name).is_dir()]
    return {
        "types": [*tool, "mypy", "src/marque", "launcher"],
        "templates": [*tool, "djlint", "src/marque", "--lint", "--quiet"],
        "template rules": [*django, "lint_templates"],
        "migrations": [*django, "makemigrations", "--check", "--dry-run"],
        "system": [*django, "check"],
        "style": [*tool, "ruff", "check", *sources],
        "format": [*tool, "ruff", "format", "--check", *sources],
        "layers": [str(places.venv / "bin" / "lint-imports")],
    }


def run(places: Places, env: dict[str, str], only: list[str]) -> int:
    """Run all checks (or those named), show what failed, summarise; the number of failures."""
    chosen = {
        name: command
        for name, command in commands(places).items()
        if not only or any(word in name for word in only)
    }
    with ThreadPoolExecutor(max_workers=min(4, os.cpu_count() or 1)) as pool:
        waiting = [pool.submit(run_one, places, env, *pair) for pair in chosen.items()]
        results = [check.result() for check in waiting]
    if not only:
        results.append(check_icons(places))
    for result in results:
        if not result.passed:
            say(f"\n── {result.name}\n{result.output.rstrip()}")
    say()
    for result in results:
        say(f"{'✓' if result.passed else '✗'} {result.name} ({result.seconds:.0f} s)")
    failed = [result.name for result in results if not result.passed]
    say(f"{len(results) - len(failed)} checks passed, {len(failed)} failed")
    return 1 if failed else 0


def run_one(places: Places, env: dict[str, str], name: str, command: list[str]) -> Result:
    """Run one command."""
    begun = time.monotonic()
    done = output_of(command, env=env, cwd=places.root)
    return Result(name, done.returncode == 0, time.monotonic() - begun, done.stdout)


def check_icons(places: Places) -> Result:
    """Every icon in use exists."""
    begun = time.monotonic()
    missing = browser.build(places.root)
    text = "Not in Tabler Icons: " + ", ".join(missing)
    return Result("icons", not missing, time.monotonic() - begun, text)

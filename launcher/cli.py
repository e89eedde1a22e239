"""The commands of `./marque`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from launcher import browser, checks, demo, environment
from launcher.errors import Stop
from launcher.places import Places, say, sentence_for
from launcher.processes import output_of, run_in_front
from launcher.session import (
    AS_OWNER,
    OWNERS_COMMANDS,
    SETTINGS,
    TEST_SETTINGS,
    database,
    django_env,
    keeping_bytecode,
    set_up,
)

HELP = """\
./marque COMMAND

  demo [--port 8000] [--host 127.0.0.1] [--fresh]
                 set up what is missing, load the demo group, serve it; Ctrl-C stops it;
                 --fresh throws the demo's data away first
  serve [--port 8000] [--host 127.0.0.1]
                 the same without demo data: for real work
  test [ARGS]    run the tests; arguments go to pytest
  check [NAME]   style, types, layers, templates, migrations (or one of them)
  bench NAME     run a benchmark of bench/
  manage ARGS    a management command of Django
  fmt            format the code
  lock           resolve the versions anew and write the lock files (for maintainers)
  help           this page

State lies in var/ (MARQUE_VAR moves it). DATABASE_URL and DATABASE_OWNER_URL name an external
PostgreSQL 15 or newer; without them Marque runs its own, on a unix socket, with data in var/pg.
"""


def run_demo(places: Places, words: list[str]) -> int:
    """`./marque demo`."""
    parser = argparse.ArgumentParser(prog="./marque demo", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--fresh", action="store_true")
    options = parser.parse_args(words)
    return demo.run(places, host=options.host, port=options.port, fresh=options.fresh)


def run_serve(places: Places, words: list[str]) -> int:
    """`./marque serve`: the same processes without demo data."""
    parser = argparse.ArgumentParser(prog="./marque serve", allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    options = parser.parse_args(words)
    return demo.run(places, host=options.host, port=options.port, fresh=False, with_data=False)


def run_test(places: Places, words: list[str]) -> int:
    """`./marque test`: pytest on a server of its own, in parallel when the whole is run."""
    set_up(places, development=True, pages=True)
    tests = places.var / "test"
    tests.mkdir(exist_ok=True)
    with database(places, fast=True) as (connection, _):
        env = keeping_bytecode(places, django_env(places, connection, TEST_SETTINGS))
        env |= {"MARQUE_VAR": str(tests)}
        command = [places.python, "-m", "pytest", *in_parallel(places, words), *words]
        return run_in_front(command, env=env, cwd=places.root)


def in_parallel(places: Places, words: list[str]) -> list[str]:
    """One pytest worker a core, unless the arguments pick tests or say how many."""
    picked = any("::" in word or (places.root / word).exists() for word in words)
    decided = any(word.startswith(("-n", "--numprocesses", "--pdb", "-h")) for word in words)
    return (
        [] if picked or decided else ["-n", str(min(os.cpu_count() or 1, 8)), "--dist", "loadgroup"]
    )


def run_check(places: Places, words: list[str]) -> int:
    """`./marque check`."""
    set_up(places, development=True, pages=True)
    with database(places, fast=True) as (connection, _):
        env = keeping_bytecode(places, django_env(places, connection, SETTINGS))
        return checks.run(places, env, words)


def run_bench(places: Places, words: list[str]) -> int:
    """`./marque bench NAME …`."""
    names = sorted(path.stem for path in (places.root / "bench").glob("[a-z]*.py"))
    if not words or words[0] not in names:
        raise Stop(f"Name one of the benchmarks: {', '.join(names) or 'there are none yet'}.")
    set_up(places, development=True, pages=True)
    with database(places) as (connection, _):
        env = django_env(places, connection, SETTINGS)
        command = [places.python, "-m", f"bench.{words[0]}", *words[1:]]
        return run_in_front(command, env=env, cwd=places.root)


def run_manage(places: Places, words: list[str]) -> int:
    """`./marque manage …`: any management command, with the settings of the environment if set."""
    set_up(places, development=False, pages=False)
    with database(places) as (connection, _):
        settings = os.environ.get("DJANGO_SETTINGS_MODULE", SETTINGS)
        env = django_env(places, connection, settings)
        if OWNERS_COMMANDS & set(words[:1]):
            env |= AS_OWNER
        return run_in_front([places.python, "-m", "django", *words], env=env, cwd=places.root)


def run_fmt(places: Places, _words: list[str]) -> int:
    """`./marque fmt`."""
    set_up(places, development=True, pages=False)
    sources = [name for name in checks.PYTHON_SOURCES if (places.root / name).is_dir()]
    tool = [places.python, "-m", "ruff"]
    env = dict(os.environ)
    run_in_front([*tool, "check", "--fix", "--quiet", *sources], env=env, cwd=places.root)
    return run_in_front([*tool, "format", *sources], env=env, cwd=places.root)


def run_lock(places: Places, _words: list[str]) -> int:
    """`./marque lock`: both Python locks from pyproject.toml, the browser's from package.json."""
    environment.make_venv(places)
    uv = environment.ensure_uv(places)
    base = [
        uv, "pip", "compile", "--universal", "--python-version", "3.11", "--generate-hashes",
        "--no-emit-index-url", "--no-header", "--quiet", "pyproject.toml",
    ]  # fmt: skip
    full, runtime = environment.FULL, environment.RUNTIME
    for words in (["--group", "dev", "-o", full], ["-c", full, "-o", runtime]):
        done = output_of([*base, *words], env=environment.uv_env(places), cwd=places.root)
        if done.returncode:
            raise Stop(f"The versions do not resolve: {done.stdout.strip()}")
    npm = [*browser.npm(places), "install", "--package-lock-only", "--ignore-scripts"]
    env = {**os.environ, "npm_config_omit_lockfile_registry_resolved": "true"}
    return run_in_front([*npm, "--no-audit", "--no-fund"], env=env, cwd=places.root)


def run_help(_places: Places, _words: list[str]) -> int:
    """`./marque help`."""
    say(HELP.rstrip())
    return 0


COMMANDS = {
    "demo": run_demo,
    "serve": run_serve,
    "test": run_test,
    "check": run_check,
    "bench": run_bench,
    "manage": run_manage,
    "fmt": run_fmt,
    "lock": run_lock,
    "help": run_help,
}


def main(words: list[str], places: Places | None = None) -> int:
    """Run a command; whatever goes wrong becomes one sentence and a non-zero code."""
    name, *rest = words or ["help"]
    name = {"-h": "help", "--help": "help"}.get(name, name)
    places = places or Places.of(Path(__file__).resolve().parent.parent)
    sentence, code = f"There is no command {name}: ./marque help lists them.", 2
    try:
        if name in COMMANDS:
            if name != "help":
                places.prepare()
                places.require_space(300)
            return COMMANDS[name](places, rest)
    except Stop as stop:
        sentence, code = stop.sentence, stop.code
    except KeyboardInterrupt:
        sentence, code = "Stopped.", 130
    except OSError as error:
        places.note_traceback()
        sentence, code = sentence_for(error), 1
    except Exception as error:  # noqa: BLE001 the last resort: the traceback goes to the log
        places.note_traceback()
        log = places.logs / "launcher.log"
        sentence, code = f"The launcher failed ({error}): please report it with {log}.", 1
    sys.stdout.flush()
    sys.stderr.write(sentence + "\n")
    return code

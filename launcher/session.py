"""What a Django process needs around it: environment, browser files, database, variables."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from launcher import browser, databases, environment
from launcher.errors import Stop
from launcher.places import Places, digest, is_current, say
from launcher.postgres import Server, find_binaries
from launcher.processes import output_of

SETTINGS = "marque.config.settings.base"
TEST_SETTINGS = "marque.config.settings.test"
AS_OWNER = {"MARQUE_AS_OWNER": "1"}  # connect as the role that owns the tables
OWNERS_COMMANDS = frozenset(
    {"migrate_all", "migrate_schemas", "migrate", "accountset", "demo", "rotate_data_key"}
)


def set_up(places: Places, *, development: bool, pages: bool) -> None:
    """Install what is missing or out of date."""
    with browser.ahead(places) if pages else contextlib.nullcontext():
        environment.ensure(places, development=development)
    if pages:
        browser.ensure(places)
    environment.compile_catalogues(places)


@contextlib.contextmanager
def database(
    places: Places, *, fast: bool = False
) -> Iterator[tuple[dict[str, str], Server | None]]:
    """The database's variables, and the embedded server if there is no DATABASE_URL."""
    if os.environ.get("DATABASE_URL"):
        yield databases.external(places, os.environ).env(), None
        return
    server = Server(databases.embedded_home(places, fast=fast))
    try:
        server.acquire()
        yield databases.set_up_roles(server, places.secret()).env(), server
    finally:
        server.release()


def collect_static(places: Places, env: dict[str, str]) -> None:
    """Gather and compress the static files if any has changed since the last time."""
    files = sorted((places.root / "src").glob("marque/**/static/**/*.*"))
    facts = [(str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files]
    mark = digest(places.root / environment.RUNTIME, repr(facts))
    stamp = places.var / "static.stamp"
    if is_current(stamp, mark) and (places.var / "static").is_dir():
        return
    say("Static files: collected and compressed")
    command = [places.python, "-m", "django", "collectstatic", "--noinput", "--clear", "-v", "0"]
    done = output_of(command, env=env)
    if done.returncode:
        places.note(done.stdout)
        raise Stop(f"The static files do not collect: see {places.logs / 'launcher.log'}.")
    stamp.write_text(mark)


def django_env(places: Places, connection: dict[str, str], settings: str) -> dict[str, str]:
    """The variables of every Django process the launcher starts."""
    path = f"{places.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"
    return {
        "MARQUE_SECRET_KEY": places.secret(),
        **os.environ,
        **connection,
        "PATH": path,
        "PYTHONPATH": f"{places.root / 'src'}{os.pathsep}{places.root}",
        "DJANGO_SETTINGS_MODULE": settings,
        "MARQUE_VAR": str(places.var),
        "MARQUE_PG_BIN": str(find_binaries(places)),
    }


def keeping_bytecode(places: Places, env: dict[str, str]) -> dict[str, str]:
    """The same variables, with compiled Python kept in var/bytecode and nowhere else.

    The tests start the product many times; without this, where PYTHONDONTWRITEBYTECODE is set,
    every start compiles Django and all of Marque again.
    """
    kept = {name: value for name, value in env.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(places.var / "bytecode")}

"""What a Django process needs around it: environment, browser files, database, variables."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

from launcher import browser, databases, environment
from launcher.places import Places
from launcher.postgres import Server, find_binaries

SETTINGS = "marque.config.settings.base"
TEST_SETTINGS = "marque.config.settings.test"


def set_up(places: Places, *, development: bool, pages: bool) -> None:
    """Install what is missing or out of date."""
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

"""Runs parts of the launcher in a process of its own: `stage.py ROOT server|demo ARGS`."""

from __future__ import annotations

import functools
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from launcher import cli, databases, demo  # noqa: E402
from launcher.places import Places  # noqa: E402
from launcher.postgres import Server, read_postmaster  # noqa: E402
from launcher.session import database  # noqa: E402


def hold_server(places: Places) -> int:
    """Use the server until standard input closes; tell its process and address."""
    databases.OUTSIDE = places.root / "outside"
    places.prepare()
    with database(places, fast=True) as (connection, server):
        assert isinstance(server, Server)
        noted = read_postmaster(server.home)
        assert noted
        words = (noted.pid, server.home.path, connection["DATABASE_URL"])
        print(*words, connection["DATABASE_OWNER_URL"], flush=True)
        sys.stdin.read()
    return 0


def main() -> int:
    places = Places.of(Path(sys.argv[1]))
    if sys.argv[2] == "server":
        return hold_server(places)
    demo.set_up = lambda *_args, **_options: None
    demo.database = functools.partial(database, fast=True)
    return cli.main(sys.argv[2:], places)


sys.exit(main())

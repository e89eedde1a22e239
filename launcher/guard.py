"""The guard of one embedded PostgreSQL server: its parent, its nurse, and its undertaker.

Run as `python -m launcher.guard HOME SOCKET_DIR BINARIES LOG [fast]` by `launcher.postgres`.
"""

from __future__ import annotations

import fcntl
import getpass
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from launcher.errors import Stop
from launcher.places import say
from launcher.postgres import (
    PORT,
    SUPERUSER,
    Home,
    is_running,
    lock_file,
    read_postmaster,
    server_person,
    try_lock,
)
from launcher.processes import Person, output_of, start

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0777",  # its directory is closed
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "max_connections": "120",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_line_prefix": "%m [%p] ",
    "track_io_timing": "on",
}
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SHUTDOWN_SECONDS = 10
CRASHES, WITHIN = 5, 60  # so many in so many seconds: give up


class Guard:
    """Runs one server until nobody needs it."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.person = server_person(home)
        self.ending = threading.Event()
        self.child: subprocess.Popen[bytes] | None = None

    def run(self) -> int:
        """Set up, serve, restart after crashes, end with the last user."""
        signal.signal(signal.SIGTERM, self.end)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self.prepare_directories()
        self.clear_away()
        self.initialise()
        threading.Thread(target=self.wait_for_last_user, daemon=True).start()
        return self.serve()

    def end(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Shut the server down; connections are cut, transactions rolled back."""
        self.ending.set()
        if self.child and self.child.poll() is None:
            self.child.send_signal(signal.SIGINT)

    def wait_for_last_user(self) -> None:
        """Blocks until no launcher holds the server any more, however it ended."""
        self.users = lock_file(self.home, "users")
        fcntl.flock(self.users, fcntl.LOCK_EX)
        os.kill(os.getpid(), signal.SIGTERM)

    def serve(self) -> int:
        """Keep the server up; give up after five crashes within a minute."""
        crashes: list[float] = []
        while not self.ending.is_set():
            self.child = self.start_server()
            code = self.child.wait()
            if self.ending.is_set():
                break
            crashes = [moment for moment in crashes if time.monotonic() - moment < WITHIN]
            crashes.append(time.monotonic())
            say(f"guard: PostgreSQL ended by itself with {code}")
            if len(crashes) >= CRASHES:
                return 1
            self.ending.wait(0.2 * len(crashes))
            self.clear_away()
        self.remove_sockets()
        return 0

    def start_server(self) -> subprocess.Popen[bytes]:
        """The server as a child that is shut down when this process dies."""
        settings = SETTINGS | (FAST if self.home.fast else {})
        settings["unix_socket_directories"] = str(self.home.socket_dir)
        settings["hba_file"] = str(self.home.path / "hba.conf")
        settings["ident_file"] = str(self.home.path / "ident.conf")
        command = [str(self.home.binary("postgres")), "-D", str(self.home.data), "-p", str(PORT)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return start(command, log=self.home.log, person=self.person, parent_gone=signal.SIGINT)

    def prepare_directories(self) -> None:
        """The socket directory, closed to others, and the two access files."""
        folder = self.home.socket_dir
        folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid not in {os.geteuid(), self.person.uid}:
            raise Stop(f"{folder} belongs to somebody else: remove it and start again.")
        folder.chmod(0o700)
        self.hand_over(folder)
        names = {getpass.getuser(), self.person.name, "root"}
        access = f"local all {SUPERUSER} peer map=launcher\nlocal all all scram-sha-256\n"
        people = "".join(f"launcher {name} {SUPERUSER}\n" for name in sorted(names))
        for name, text in (("hba.conf", access), ("ident.conf", people)):
            (self.home.path / name).write_text(text)
            (self.home.path / name).chmod(0o644)

    def hand_over(self, path: Path) -> None:
        """Give a directory to the server's user, if that is somebody else."""
        if os.geteuid() != self.person.uid:
            os.chown(path, self.person.uid, self.person.gid)

    def initialise(self) -> None:
        """Make the data directory, whole or not at all."""
        version = self.home.data / "PG_VERSION"
        if version.exists():
            return
        half = self.home.path / "data.new"
        shutil.rmtree(half, ignore_errors=True)
        half.mkdir(mode=0o700)
        self.hand_over(half)
        command = [
            self.home.binary("initdb"), "-D", half, "-U", SUPERUSER, "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
            "--auth-local=peer", "--auth-host=reject", "--no-instructions", "--no-sync",
        ]  # fmt: skip
        done = output_of(command, person=self.person, cwd=Path("/"))
        if done.returncode:
            shutil.rmtree(half, ignore_errors=True)
            raise Stop(done.stdout.strip())
        half.rename(self.home.data)

    def clear_away(self) -> None:
        """Stop a server left over from a killed guard; remove the notes of a dead one."""
        deadline = time.monotonic() + 3 * SHUTDOWN_SECONDS
        while is_running(self.home) and time.monotonic() < deadline:
            noted = read_postmaster(self.home)
            late = time.monotonic() > deadline - SHUTDOWN_SECONDS
            if noted:
                signal_quietly(noted.pid, signal.SIGQUIT if late else signal.SIGINT)
            time.sleep(0.2)
        self.wait_for_backends()
        if not is_running(self.home):
            (self.home.data / "postmaster.pid").unlink(missing_ok=True)
            self.remove_sockets()

    def wait_for_backends(self) -> None:
        """Backends of a killed server hold its memory for a moment: kill them, wait till gone."""
        for _ in range(50):
            left = list(backends(self.home.data, self.person))
            if not left or is_running(self.home):
                return
            for pid in left:
                signal_quietly(pid, signal.SIGQUIT)
            time.sleep(0.1)

    def remove_sockets(self) -> None:
        """Remove the socket and its lock."""
        for name in (f".s.PGSQL.{PORT}", f".s.PGSQL.{PORT}.lock"):
            (self.home.socket_dir / name).unlink(missing_ok=True)


def backends(data: Path, person: Person) -> list[int]:
    """Processes of the server's user that stand in the data directory."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if entry.stat().st_uid == person.uid and (entry / "cwd").readlink() == data:
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def signal_quietly(pid: int, number: int) -> None:
    """Send a signal to a process that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def main(words: list[str]) -> int:
    """Guard the home given in the arguments, unless somebody does already."""
    path, socket_dir, binaries, log = (Path(word) for word in words[:4])
    home = Home(path, socket_dir, binaries, log, fast=words[4:] == ["fast"])
    lock = lock_file(home, "guard")
    if not try_lock(lock, fcntl.LOCK_EX):
        return 0
    os.umask(0o077)
    try:
        return Guard(home).run()
    except Stop as stop:
        say(stop.sentence)
    except OSError as error:
        say(str(error))
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

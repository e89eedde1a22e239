"""`./marque demo`: set up, load the demo group, serve until told to stop."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import http.client
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from launcher import databases, processes
from launcher.errors import Stop
from launcher.places import Places, say
from launcher.postgres import Server, last_line
from launcher.session import AS_OWNER, SETTINGS, collect_static, database, django_env, set_up

CRASHES, WITHIN = 5, 60  # so many in so many seconds: give up
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Service:
    """A process that is kept alive."""

    name: str
    command: list[str]
    env: dict[str, str]
    log: Path
    seconds_to_stop: float
    child: subprocess.Popen[bytes] | None = None
    crashes: list[float] = field(default_factory=list)
    due: float = 0

    def start(self) -> None:
        """Start it now."""
        self.child = processes.start(self.command, log=self.log, env=self.env)

    def look_after(self, now: float) -> None:
        """Restart it if it has died; Stop after repeated crashes."""
        if self.child is None:
            if now >= self.due:
                self.start()
            return
        code = self.child.poll()
        if code is None:
            return
        processes.clear_group(self.child)
        self.child = None
        self.crashes = [moment for moment in self.crashes if now - moment < WITHIN] + [now]
        if len(self.crashes) >= CRASHES:
            raise Stop(f"The {self.name} keeps ending by itself: read {self.log}.")
        self.due = now + 0.25 * 2 ** (len(self.crashes) - 1)
        say(f"The {self.name} ended by itself ({code}) and is started again; its log: {self.log}")

    def stop(self) -> None:
        """End it and everything it started."""
        if self.child:
            processes.stop(self.child, seconds=self.seconds_to_stop)
            self.child = None


def run(places: Places, *, host: str, port: int, fresh: bool, with_data: bool = True) -> int:
    """The whole command; returns 0 after an orderly stop.  `with_data` loads the demo group."""
    begun = time.monotonic()
    address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
    with only_one(places, address):
        if processes.kill_marked(f"MARQUE_DEMO={places.var}"):
            say("Processes left over from a demo that was killed: removed")
            wait_for_port(host, port)
        require_port(host, port)
        set_up(places, development=False, pages=True)
        with stopping() as ending, database(places) as (connection, server):
            env = {
                **django_env(places, connection, SETTINGS),
                "MARQUE_DEMO": str(places.var),
                "MARQUE_HOST": host,
                "MARQUE_PORT": str(port),
            }
            if fresh:
                start_afresh(places, server)
            load(places, env, ending)
            if with_data:
                load_group(places, env, ending)
            services = start_services(places, env, host, port)
            accounts = ask_for_accounts(places, env, with_data=with_data)
            try:
                wait_until_ready(services, server, ending, (host, port))
                if not ending.is_set():
                    announce(places, accounts, address, begun)
                attend(services, server, ending)
            finally:
                say("Stopping …")
                processes.stop(accounts, seconds=1)
                for service in services:
                    service.stop()
    say("Stopped.")
    return 0


@contextlib.contextmanager
def only_one(places: Places, address: str) -> Iterator[None]:
    """One demo a copy; Stop and name the other one's address if there is one."""
    with (places.var / "demo.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Stop(f"A demo of this copy runs already: {running_address(file)}") from error
        file.truncate(0)
        file.write(address)
        file.flush()
        yield


def running_address(file: IO[str]) -> str:
    """Where the other demo is."""
    file.seek(0)
    return file.read().strip() or "it is being set up; wait for it, or stop it with Ctrl-C."


def wait_for_port(host: str, port: int) -> None:
    """A killed process gives its port back a moment after the signal."""
    for _attempt in range(50):
        try:
            require_port(host, port)
        except Stop:
            time.sleep(0.1)
        else:
            return


def require_port(host: str, port: int) -> None:
    """Stop when the port cannot be listened on."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError as error:
            raise Stop(f"Port {port} is reserved for root: take another, --port 8000.") from error
        except (OSError, OverflowError) as error:
            if (
                isinstance(error, socket.gaierror)
                or getattr(error, "errno", 0) == errno.EADDRNOTAVAIL
            ):
                raise Stop(f"{host} is not an address of this machine.") from error
            raise Stop(
                f"Port {port} is taken: stop what uses it, "
                f"or take another: ./marque demo --port {port + 1}"
            ) from error


@contextlib.contextmanager
def stopping() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and a closed terminal set."""
    ending = threading.Event()
    before = {number: signal.signal(number, lambda *_: ending.set()) for number in SIGNALS}
    try:
        yield ending
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def start_afresh(places: Places, server: Server | None) -> None:
    """Throw the demo's data away."""
    if server is None:
        raise Stop(
            "--fresh empties only the embedded database: empty that of DATABASE_URL yourself."
        )
    databases.empty_database(server, places.secret())
    shutil.rmtree(places.var / "files", ignore_errors=True)


def load(places: Places, env: dict[str, str], ending: threading.Event) -> None:
    """Static files and migrations."""
    django = [str(places.python), "-m", "django"]
    collect_static(places, env)
    say("Database: migrations")
    log = places.log("migrate")
    step([*django, "migrate_all"], env | AS_OWNER, log, ending)


def load_group(places: Places, env: dict[str, str], ending: threading.Event) -> None:
    """The demo group if it is not there."""
    in_front([str(places.python), "-m", "django", "demo"], env | AS_OWNER, places, ending)


def step(command: list[str], env: dict[str, str], log: Path, ending: threading.Event) -> None:
    """A quiet step: its output goes to a log; Stop if it fails."""
    child = processes.start(command, log=log, env=env)
    finish(child, ending, f"The migrations failed ({{reason}}): read {log}.", log)


def in_front(
    command: list[str], env: dict[str, str], places: Places, ending: threading.Event
) -> None:
    """A step with the terminal, for its progress bar; Stop if it fails."""
    child = subprocess.Popen(
        command,
        env=env,
        cwd=places.root,
        start_new_session=True,
        preexec_fn=processes.before_exec(None, signal.SIGTERM),  # noqa: PLW1509
    )
    finish(child, ending, "The demo data could not be loaded: the reason stands above.", None)


def finish(
    child: subprocess.Popen[bytes], ending: threading.Event, complaint: str, log: Path | None
) -> None:
    """Wait for a step; end it when the demo is to stop."""
    while child.poll() is None:
        if ending.wait(0.05):
            processes.stop(child, seconds=5)
            raise Stop("Stopped before the demo was ready.", code=130)
    if child.returncode:
        raise Stop(complaint.format(reason=last_line(log) if log else ""))


def start_services(places: Places, env: dict[str, str], host: str, port: int) -> list[Service]:
    """The web server and the worker, started, in the order in which they are to be stopped."""
    python = str(places.python)
    web_env = {name: value for name, value in env.items() if name != "DATABASE_OWNER_URL"}
    web = [
        python, "-m", "granian", "--interface", "asgi", "--host", host, "--port", str(port),
        "--workers", "2", "--workers-kill-timeout", "5", "--respawn-failed-workers",
        "marque.config.asgi:application",
    ]  # fmt: skip
    worker = [python, "-m", "django", "worker"]
    services = [
        Service("web server", web, web_env, places.log("web"), 8),
        Service("worker", worker, env, places.log("worker"), 8),
    ]
    for service in services:
        service.start()
    return services


def wait_until_ready(
    services: list[Service],
    server: Server | None,
    ending: threading.Event,
    place: tuple[str, int],
) -> None:
    """Wait for the first answer of the web server; Stop if none comes within a minute."""
    deadline = time.monotonic() + 60
    while not ending.is_set() and not answers(*place):
        look_after_all(services, server)
        if time.monotonic() > deadline:
            raise Stop(f"The web server does not answer: read {services[0].log}.")
        ending.wait(0.1)


def answers(host: str, port: int) -> bool:
    """Whether something speaks HTTP there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    line = http.client.HTTPConnection(host, port, timeout=5)
    try:
        line.request("GET", "/")
        line.getresponse().read()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True


def ask_for_accounts(
    places: Places, env: dict[str, str], *, with_data: bool
) -> subprocess.Popen[bytes]:
    """Have the accounts (or the account sets) written down while the web server starts."""
    (places.logs / "accounts.txt").unlink(missing_ok=True)
    words = ["demo", "--accounts"] if with_data else ["accountset", "list"]
    command = [places.python, "-m", "django", *words]
    return processes.start(command, log=places.logs / "accounts.txt", env=env)


def announce(places: Places, accounts: subprocess.Popen[bytes], address: str, begun: float) -> None:
    """Print the address and the accounts."""
    if accounts.wait() == 0:
        say("\n" + (places.logs / "accounts.txt").read_text().strip() + "\n")
    seconds = time.monotonic() - begun
    say(f"Marque is at {address}  ({seconds:.0f} s; logs: {places.logs}; Ctrl-C stops it)")


def attend(services: list[Service], server: Server | None, ending: threading.Event) -> None:
    """Keep everything alive until told to stop."""
    while not ending.wait(0.25):
        look_after_all(services, server)


def look_after_all(services: list[Service], server: Server | None) -> None:
    """One round: whatever has died is started again."""
    if server and not server.is_guarded():
        say("The database's guard ended by itself and is started again.")
        server.acquire()
    for service in services:
        service.look_after(time.monotonic())

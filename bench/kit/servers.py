"""Start the web server as `./marque demo` does, on a free port."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

WORKERS = 2


@contextlib.contextmanager
def serving(application: str, settings: str, *, log: Path, workers: int = WORKERS) -> Iterator[int]:
    """The port on which `application` answers while the block runs."""
    port = free_port()
    server = start(application, settings, port=port, log=log, workers=workers)
    try:
        wait_for(port, server)
        yield port
    finally:
        stop(server)


def start(
    application: str, settings: str, *, port: int, log: Path, workers: int = WORKERS
) -> subprocess.Popen[bytes]:
    """The server as a child in a process group of its own."""
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--host", "127.0.0.1",
        "--port", str(port), "--workers", str(workers), "--workers-kill-timeout", "5",
        "--no-access-log", application,
    ]  # fmt: skip
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": settings}
    env.pop("MARQUE_AS_OWNER", None)
    with log.open("ab") as output:
        return subprocess.Popen(
            command, stdout=output, stderr=output, env=env, start_new_session=True
        )


def stop(server: subprocess.Popen[bytes]) -> None:
    """Ask the server to end, then make it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        server.wait(8)
    kill(server)


def kill(server: subprocess.Popen[bytes]) -> None:
    """Kill -9 of the server and its workers."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes], *, seconds: float = 60) -> None:
    """Until something answers on the port; RuntimeError when the server ends or is too slow."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as line:
            line.sendall(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if line.recv(12):
                return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""Runs the launcher of a project in miniature and looks at what it leaves behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STAGE = Path(__file__).with_name("stage.py")
NOBODY = 65534

FAKE_DJANGO = """
import sys, time
command = sys.argv[1]
if command == "demo":
    print("accounts table" if "--accounts" in sys.argv else "loading 100 %")
while command == "worker":
    time.sleep(1)
"""
FAKE_APPLICATION = """
import os
async def application(scope, receive, send):
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"a dealership"})
"""


def make_project(folder: Path) -> None:
    """A project whose Django is a stand-in, in a directory that everybody can enter."""
    folder.chmod(0o755)
    for path, text in {
        "requirements-runtime.lock": "",
        "src/django/__init__.py": "",
        "src/django/__main__.py": FAKE_DJANGO,
        "src/marque/__init__.py": "",
        "src/marque/config/__init__.py": "",
        "src/marque/config/asgi.py": FAKE_APPLICATION,
    }.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)


@dataclass
class Stage:
    """Starts parts of the launcher for one user and clears them away at the end."""

    root: Path
    uid: int
    python: str
    started: list[subprocess.Popen[str]] = field(default_factory=list)

    def start(self, *words: str) -> subprocess.Popen[str]:
        hidden = ("DATABASE_", "MARQUE_", "DJANGO_", "PYTHON", "COV_")
        env = {name: value for name, value in os.environ.items() if not name.startswith(hidden)}
        child = subprocess.Popen(
            [self.python, STAGE, self.root, *words],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=env | {"PYTHONDONTWRITEBYTECODE": "1"},
            user=None if self.uid == os.geteuid() else self.uid,
            group=None if self.uid == os.geteuid() else self.uid,
            extra_groups=None if self.uid == os.geteuid() else [],
        )
        self.started.append(child)
        return child

    def use_server(self) -> User:
        child = self.start("server")
        words = child.stdout.readline().split()
        assert len(words) == 4, [*words, child.stdout.read()]
        return User(child, int(words[0]), Path(words[1]), words[2], words[3])

    def end(self) -> None:
        for child in self.started:
            if child.poll() is None:
                child.kill()
            child.wait(20)
            child.stdin.close()
            child.stdout.close()


@dataclass
class User:
    """A launcher that uses the embedded server."""

    child: subprocess.Popen[str]
    server_pid: int
    home: Path
    app_url: str
    owner_url: str

    def leave(self) -> None:
        """Give the server back in good order."""
        self.child.stdin.close()
        assert self.child.wait(20) == 0

    def kill(self) -> None:
        """End without a chance to clear up."""
        self.child.send_signal(signal.SIGKILL)
        self.child.wait(5)


def can_use(python: str, uid: int) -> bool:
    """Whether a user can run this Python with the packages of this one."""
    code = f"import sys; open({str(STAGE)!r}); sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return not subprocess.call(
            [python, "-c", code],
            user=uid if uid != os.geteuid() else None,
            stderr=subprocess.DEVNULL,
        )
    except OSError:
        return False


def make_venv(root: Path, python: str) -> None:
    """An environment of its own Python with the packages of the project's."""
    subprocess.run([python, "-m", "venv", "--without-pip", root / ".venv"], check=True)
    packages = next((root / ".venv").glob("lib/python3.*/site-packages"))
    packages.rmdir()
    packages.symlink_to(next((PROJECT / ".venv").glob("lib/python3.*/site-packages")))


def processes_in(root: Path) -> list[str]:
    """The command lines of all processes that belong to a copy."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            text = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
        except OSError:
            continue
        if str(root).encode() in text and int(entry.name) != os.getpid():
            found.append(text.decode(errors="replace")[:200])
    return found


def wait_until(condition: Callable[[], bool], seconds: float = 15) -> None:
    """Wait for something that must come true."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def give_to(root: Path, uid: int) -> None:
    """Make a user the owner of a project."""
    for path in [root, *root.rglob("*")]:
        os.chown(path, uid, -1, follow_symlinks=False)

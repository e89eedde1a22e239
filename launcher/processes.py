"""Starting processes that do not outlive the launcher."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Person:
    """A user of the operating system under whom a process runs."""

    name: str
    uid: int
    gid: int

    @classmethod
    def by_uid(cls, uid: int) -> Person:
        """The person with this number; KeyError when the system has no such entry."""
        entry = pwd.getpwuid(uid)
        return cls(entry.pw_name, entry.pw_uid, entry.pw_gid)


def before_exec(person: Person | None, parent_gone: int = 0) -> Callable[[], None]:
    """What a child does before it becomes its program: change user, ask to die with its parent."""
    parent = os.getpid()

    def prepare() -> None:
        if person and os.geteuid() != person.uid:
            os.setgroups([])
            os.setgid(person.gid)
            os.setuid(person.uid)
        if parent_gone and LIBC:
            LIBC.prctl(PR_SET_PDEATHSIG, parent_gone)
            if os.getppid() != parent:
                os.kill(os.getpid(), parent_gone)

    return prepare


def start(
    command: Sequence[object],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    person: Person | None = None,
    parent_gone: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start a child in a session of its own, its output appended to a log."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(env) if env is not None else None,
            start_new_session=True,
            preexec_fn=before_exec(person, parent_gone),  # noqa: PLW1509
        )


def output_of(
    command: Sequence[object],
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    person: Person | None = None,
    given: str = "",
) -> subprocess.CompletedProcess[str]:
    """Run to the end and return everything it said (stderr within stdout)."""
    return subprocess.run(
        [str(word) for word in command],
        input=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=dict(env) if env is not None else None,
        cwd=cwd,
        check=False,
        preexec_fn=before_exec(person, signal.SIGKILL),
    )


def run_in_front(command: Sequence[object], *, env: Mapping[str, str], cwd: Path) -> int:
    """Run with the terminal, leave Ctrl-C to the child, return its exit code."""
    child = subprocess.Popen(
        [str(word) for word in command],
        env=dict(env),
        cwd=cwd,
        preexec_fn=before_exec(None, signal.SIGTERM),  # noqa: PLW1509
    )
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        except BaseException:
            stop(child, seconds=10)
            raise
        return code if code >= 0 else 128 - code


def stop(child: subprocess.Popen[bytes], *, seconds: float) -> None:
    """Ask a child to end, then make it end, then clear its whole group away."""
    if child.poll() is None:
        child.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)
    clear_group(child)
    child.wait()


def clear_group(child: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the session a child led."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if child.pid != os.getpgrp():
            os.killpg(child.pid, signal.SIGKILL)


def kill_marked(mark: str) -> int:
    """Kill every process whose environment carries `mark` (NAME=value); return how many."""
    count = 0
    wanted = mark.encode()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if wanted in words and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                os.kill(int(entry.name), signal.SIGKILL)
                count += 1
    return count

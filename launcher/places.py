"""Where things are: the project, its state directory, its environment."""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import sys
import traceback
from dataclasses import dataclass
from pathlib import Path

from launcher.errors import Stop

MEGABYTE = 1024 * 1024


def say(text: str = "") -> None:
    """Tell the person at the terminal, at once."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class Places:
    """The directories of one copy of the project."""

    root: Path
    var: Path

    @classmethod
    def of(cls, root: Path) -> Places:
        """The places of the copy at `root`; MARQUE_VAR moves the state directory elsewhere."""
        chosen = os.environ.get("MARQUE_VAR")
        return cls(root=root, var=Path(chosen).absolute() if chosen else root / "var")

    @property
    def logs(self) -> Path:
        """The directory of all logs."""
        return self.var / "log"

    @property
    def venv(self) -> Path:
        """The Python environment."""
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        """The Python of the environment."""
        return self.venv / "bin" / "python"

    @property
    def tag(self) -> str:
        """Eight hexadecimal digits that name this copy, for short paths elsewhere."""
        return hashlib.sha256(str(self.var).encode()).hexdigest()[:8]

    def prepare(self) -> None:
        """Make the state directories; Stop if they cannot be written."""
        for directory in (self.var, self.logs):
            try:
                directory.mkdir(mode=0o755, parents=True, exist_ok=True)
            except PermissionError as error:
                raise Stop(not_writable(directory)) from error
        if not os.access(self.logs, os.W_OK):
            raise Stop(not_writable(self.logs))

    def require_space(self, megabytes: int) -> None:
        """Stop when the disk has less than that left."""
        free = shutil.disk_usage(self.var).free // MEGABYTE
        if free < megabytes:
            raise Stop(
                f"Only {free} MB are free on the disk of {self.var} and {megabytes} MB are needed: "
                "free some space, or set MARQUE_VAR to a directory on another disk."
            )

    def secret(self) -> str:
        """The secret of this copy, made once and readable by its owner only."""
        file = self.var / "secret-key"
        if not file.exists():
            part = self.var / f".secret-key.{os.getpid()}"
            part.touch(mode=0o600)
            part.write_text(secrets.token_urlsafe(48))
            try:
                os.link(part, file)
            except FileExistsError:
                pass
            finally:
                part.unlink()
        return file.read_text().strip()

    def log(self, name: str) -> Path:
        """The path of a log; one that has grown beyond 10 MB is put aside first."""
        file = self.logs / f"{name}.log"
        if file.exists() and file.stat().st_size > 10 * MEGABYTE:
            file.replace(file.with_suffix(".log.1"))
        return file

    def note(self, text: str) -> None:
        """Add to the launcher's log; never fails."""
        try:
            with self.log("launcher").open("a") as file:
                file.write(text.rstrip() + "\n")
        except OSError:
            pass

    def note_traceback(self) -> None:
        """Keep the traceback of the current exception in the launcher's log."""
        self.note(traceback.format_exc())


def not_writable(path: Path) -> str:
    """The sentence for a directory that belongs to somebody else."""
    return (
        f"{path} cannot be written by this user: run `sudo chown -R $(id -un) {path}`, "
        "start as the user it belongs to, or set MARQUE_VAR to a directory of your own."
    )


def sentence_for(error: OSError) -> str:
    """One sentence for an error of the operating system."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        where = error.filename or "while writing"
        return f"The disk is full ({where}): free some space and start again."
    if isinstance(error, PermissionError) and error.filename:
        return not_writable(Path(error.filename))
    return f"{error.strerror or error}: {error.filename or 'see var/log/launcher.log'}."


def digest(*parts: object) -> str:
    """A fingerprint of files (their bytes) and words."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part.read_bytes() if isinstance(part, Path) else str(part).encode())
        total.update(b"\0")
    return total.hexdigest()


def is_current(stamp: Path, mark: str) -> bool:
    """Whether the stamp file carries this mark."""
    try:
        return stamp.read_text() == mark
    except OSError:
        return False

"""The keys of this installation: kept outside the database, made once.

A ring is a line of `id:base64` entries: the first encrypts, the others still decrypt what was
sealed before, and the one named `index` makes the blind indexes.  It comes from the environment
(`MARQUE_DATA_KEY`) or else from the file `data-key` in the state directory, readable by its
owner only.  Whoever loses the ring loses the data: it is backed up apart from the database.
"""

from __future__ import annotations

import base64
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

BYTES: Final = 32
INDEX: Final = "index"
VARIABLE: Final = "MARQUE_DATA_KEY"
FILE: Final = "data-key"
_ENTRY = re.compile(r"([a-z0-9]{1,12}):([A-Za-z0-9+/=_-]{43,44})", re.ASCII)


@dataclass(frozen=True)
class KeyRing:
    """Ready ciphers by key id; `primary` names the one that encrypts."""

    primary: str
    ciphers: dict[str, AESGCM]
    index_key: bytes
    entries: tuple[tuple[str, str], ...]


def read_ring(text: str) -> KeyRing:
    """The ring written in `text`; `ImproperlyConfigured` if it is none."""
    parts = [part for part in re.split(r"[\s,]+", text.strip()) if part]
    found = [_ENTRY.fullmatch(part) for part in parts]
    entries = tuple((match[1], match[2]) for match in found if match)
    keys = {name: _decoded(code) for name, code in entries}
    sealing = [name for name, _code in entries if name != INDEX]
    if not sealing or len(entries) != len(parts) or len(keys) != len(entries):
        raise ImproperlyConfigured(f"{VARIABLE} must hold entries like id:base64 of 32 bytes.")
    root = keys.get(INDEX, keys[sealing[-1]])
    return KeyRing(
        primary=sealing[0],
        ciphers={name: AESGCM(_derived(keys[name], b"marque data")) for name in sealing},
        index_key=_derived(root, b"marque blind index"),
        entries=entries,
    )


def _decoded(code: str) -> bytes:
    key = base64.urlsafe_b64decode(code.rstrip("=").replace("+", "-").replace("/", "_") + "=")
    if len(key) != BYTES:
        raise ImproperlyConfigured(f"A key of {VARIABLE} must have {BYTES} bytes.")
    return key


def _derived(key: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=BYTES, salt=None, info=purpose).derive(key)


def new_entry(name: str) -> tuple[str, str]:
    """A fresh random key under this name."""
    return name, base64.urlsafe_b64encode(secrets.token_bytes(BYTES)).decode().rstrip("=")


def written(entries: tuple[tuple[str, str], ...]) -> str:
    """The entries as a ring is written."""
    return "\n".join(f"{name}:{code}" for name, code in entries) + "\n"


def ring_file() -> Path:
    """Where the ring is kept when the environment does not give it."""
    return Path(settings.VAR) / FILE


def comes_from_environment() -> bool:
    """Whether an administrator keeps the ring, rather than this installation."""
    return bool(os.environ.get(VARIABLE))


LOOK_AGAIN: Final = 1.0
"""Seconds after which a process looks whether the file has changed."""
_held: ContextVar[KeyRing | None] = ContextVar("held_ring", default=None)
_current: dict[str, tuple[float, KeyRing]] = {}
_seen: dict[str, tuple[float, KeyRing]] = {}


@contextmanager
def one_ring() -> Iterator[None]:
    """Within it the ring is looked for once.

    For a thousand texts at a time; whoever holds a ring for long seals with a key that may have
    been replaced since.
    """
    token = _held.set(key_ring())
    try:
        yield
    finally:
        _held.reset(token)


def key_ring() -> KeyRing:
    """The ring of this installation; read again when its file has changed."""
    return _held.get() or _found()


def _found() -> KeyRing:
    given = os.environ.get(VARIABLE)
    if given:
        return _remembered(given, 0.0, lambda: given)
    place, moment = str(settings.VAR), time.monotonic()
    seen = _seen.get(place)
    if seen is not None and moment - seen[0] < LOOK_AGAIN:
        return seen[1]
    ring = _ring_of(ring_file())
    _seen[place] = (moment, ring)
    return ring


def _ring_of(file: Path) -> KeyRing:
    try:
        changed = file.stat().st_mtime
    except FileNotFoundError:
        _make(file)
        changed = file.stat().st_mtime
    return _remembered(str(file), changed, file.read_text)


def _remembered(source: str, changed: float, read: object) -> KeyRing:
    known = _current.get(source)
    if known is None or known[0] != changed:
        assert callable(read)
        known = (changed, read_ring(read()))
        _current[source] = known
    return known[1]


def _make(file: Path) -> None:
    """Write a first ring; of several processes that try at once, one wins and all use its."""
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = _beside(file, written((new_entry("k1"), new_entry(INDEX))))
    try:
        os.link(fresh, file)
    except FileExistsError:
        pass
    finally:
        fresh.unlink()


def replace_ring(entries: tuple[tuple[str, str], ...]) -> None:
    """Keep these entries from now on, in one step."""
    read_ring(written(entries))
    _beside(ring_file(), written(entries)).replace(ring_file())
    _seen.clear()
    _current.clear()


def _beside(file: Path, text: str) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{file.name}-", dir=file.parent)  # mode 600
    with os.fdopen(handle, "w") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    return Path(name)

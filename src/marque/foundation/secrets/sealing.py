"""Seal a text with AES-256-GCM and open it again; make the blind index of a text.

Sealed text is `v1.<key id>.<base64url of nonce, ciphertext and tag>`.  Nothing is always sealed
as nothing, so that an empty field stays empty.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidTag

from marque.foundation.secrets.keyring import key_ring

VERSION: Final = "v1."
NONCE: Final = 12
INDEX_BYTES: Final = 16
INDEX_LENGTH: Final = 22
"""Characters of a blind index: 128 bits in base64."""


class Unreadable(Exception):
    """A sealed text that no key of the ring opens: the key is lost or the row was tampered with."""


class Clear(str):
    """An opened text that knows how it was sealed, so that an unchanged one stays as it is."""

    __slots__ = ("sealed",)

    sealed: str

    def __new__(cls, text: str, sealed: str) -> Clear:
        """The text with the form it was stored in."""
        clear = super().__new__(cls, text)
        clear.sealed = sealed
        return clear

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Copies and pickles keep both."""
        return str(self), self.sealed


def is_sealed(text: str) -> bool:
    """Whether it has the form of a sealed text."""
    return text.startswith(VERSION)


def seal(text: str) -> str:
    """The text encrypted with the primary key."""
    if not text:
        return ""
    ring = key_ring()
    nonce = os.urandom(NONCE)
    box = ring.ciphers[ring.primary].encrypt(nonce, text.encode(), None)
    return f"{VERSION}{ring.primary}.{base64.urlsafe_b64encode(nonce + box).decode().rstrip('=')}"


def unseal(sealed: str) -> str:
    """The text in clear; raises `Unreadable`."""
    if not sealed:
        return ""
    _version, name, code = [*sealed.split(".", 2), "", ""][:3]
    cipher = key_ring().ciphers.get(name)
    if not is_sealed(sealed) or cipher is None:
        raise Unreadable(f"No key {name!r} in the ring: was the data key lost or replaced?")
    try:
        box = base64.urlsafe_b64decode(code + "=" * (-len(code) % 4))
        return cipher.decrypt(box[:NONCE], box[NONCE:], None).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Unreadable("The sealed text was changed or belongs to another key.") from error


def opened(sealed: str) -> Clear:
    """The text in clear, remembering its seal."""
    return Clear(unseal(sealed), sealed)


def key_of(sealed: str) -> str:
    """The id of the key that sealed it."""
    return sealed.split(".", 2)[1] if is_sealed(sealed) else ""


def blind_index(purpose: str, text: str) -> str:
    """What stands for a text in an index: the same for the same text, telling nothing of it.

    `purpose` keeps equal texts of different meaning apart.  Nothing has no index.
    """
    if not text:
        return ""
    return _index(key_ring().index_key, purpose, text)


@lru_cache(maxsize=256)
def _index(key: bytes, purpose: str, text: str) -> str:
    """Several fields of a row stand for the same text, so the last few are kept."""
    mark = hmac.digest(key, f"{purpose}\0{text}".encode(), "sha256")
    return base64.urlsafe_b64encode(mark[:INDEX_BYTES]).decode().rstrip("=")


def seal_bytes(content: bytes) -> bytes:
    """A file's content encrypted with the primary key, behind a line that names the key."""
    ring = key_ring()
    nonce = os.urandom(NONCE)
    box = ring.ciphers[ring.primary].encrypt(nonce, content, None)
    return f"{VERSION}{ring.primary}\n".encode() + nonce + box


def unseal_bytes(sealed: bytes) -> bytes:
    """The content in clear; a file that was never sealed is given as it is.

    Raises `Unreadable`.
    """
    if not sealed.startswith(VERSION.encode()):
        return sealed
    head, _line, box = sealed.partition(b"\n")
    name = head.decode("ascii", "replace").removeprefix(VERSION)
    try:
        return key_ring().ciphers[name].decrypt(box[:NONCE], box[NONCE:], None)
    except (KeyError, InvalidTag, ValueError) as error:
        raise Unreadable("The sealed file was changed or belongs to another key.") from error

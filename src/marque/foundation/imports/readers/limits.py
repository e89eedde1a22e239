"""How much a file may hold; beyond that it is refused whole, before it is understood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

from marque.kernel.errors import DomainError

KILO = 1024
MEGA = KILO * KILO


class FileRefused(DomainError):
    """The file as a whole cannot be taken; one sentence says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one file; sizes in bytes."""

    upload: int = 20 * MEGA
    unpacked: int = 64 * MEGA
    member: int = 256 * KILO
    members: int = 20_000
    columns: int = 200
    rows: int = 50_000
    cell: int = 32_767


DEFAULT_LIMITS = Limits()


def size_text(size: int) -> str:
    """A size as people say it: ``20 MB``."""
    if size < MEGA:
        return f"{max(1, size // KILO)} KB"
    return f"{size / MEGA:.1f}".removesuffix(".0") + " MB"


def read_bounded(file: BinaryIO, limit: int) -> bytes:
    """All bytes of the file, however it claims to be sized.

    Raises:
        FileRefused: it is empty, or has more than `limit` bytes.
    """
    content = file.read(limit + 1)
    if not content:
        raise FileRefused(_("文件是空的"))
    if len(content) > limit:
        raise FileRefused(_("文件太大，最大 %(max)s") % {"max": size_text(limit)})
    return content

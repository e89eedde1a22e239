"""tar.gz and zip archives, opened without trusting them.

Nothing is ever written to disk.  An archive is refused whole when it has a path that leads
out of it, a link, a device, two members of one name, or more than the limits allow; its
stated sizes are not believed, the bytes are counted.
"""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.imports.readers.extents import Extent
from marque.foundation.imports.readers.limits import (
    DEFAULT_LIMITS,
    FileRefused,
    Limits,
    size_text,
)

_BROKEN = (
    tarfile.TarError,
    zipfile.BadZipFile,
    gzip.BadGzipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
_MAXIMUM_DEPTH = 40
_OTHER_WORKBOOKS = {"xl/workbook.bin", "content.xml"}
_UNIX_LINK = 0xA


def read_archive(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> dict[str, bytes]:
    """The archive's files by path, folders left out.

    Raises:
        FileRefused: it is no tar.gz or zip, is damaged, dangerous or too large.
    """
    try:
        if content[:2] == b"\x1f\x8b":
            members = list(_tar_members(content, limits))
        elif content[:4] == b"PK\x03\x04":
            members = list(_zip_members(content, limits))
        else:
            raise FileRefused(_("这不是 tar.gz 或 zip 压缩包"))
    except _BROKEN as error:
        raise FileRefused(_("压缩包已损坏，无法读取")) from error
    files: dict[str, bytes] = {}
    for path, data in members:
        if path in files:
            raise FileRefused(_("压缩包里有两个同名文件“%(path)s”") % {"path": path[:80]})
        files[path] = data
    if not files:
        raise FileRefused(_("压缩包里没有文件"))
    return files


def safe_path(name: str) -> str:
    """The member's path in plain form.

    Raises:
        FileRefused: it is absolute or leads out of the archive.
    """
    path = PurePosixPath(name.replace("\\", "/"))
    is_outside = path.is_absolute() or ".." in path.parts or "\0" in name
    if is_outside or ":" in name or not path.parts:
        raise FileRefused(
            _("压缩包里的路径“%(path)s”指向包外，已拒绝整个文件") % {"path": name[:80]}
        )
    return str(path)


def _tar_members(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    unpacked = _gunzip(content, limits)
    with tarfile.open(fileobj=io.BytesIO(unpacked), mode="r:") as archive:
        for count, member in enumerate(archive, start=1):
            _check_count(count, limits)
            path = safe_path(member.name)
            if member.isdir():
                continue
            if not member.isreg():
                raise FileRefused(
                    _("压缩包里的“%(path)s”不是普通文件，已拒绝整个文件") % {"path": path[:80]}
                )
            _check_size(path, member.size, limits)
            stream = archive.extractfile(member)
            yield path, stream.read() if stream else b""


def _gunzip(content: bytes, limits: Limits) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
        unpacked = stream.read(limits.unpacked + 1)
    _check_total(len(unpacked), limits)
    return unpacked


def _zip_members(content: bytes, limits: Limits) -> Iterator[tuple[str, bytes]]:
    total = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for count, member in enumerate(archive.infolist(), start=1):
            _check_count(count, limits)
            path = safe_path(member.filename)
            if member.is_dir():
                continue
            if member.external_attr >> 28 == _UNIX_LINK:
                raise FileRefused(
                    _("压缩包里的“%(path)s”不是普通文件，已拒绝整个文件") % {"path": path[:80]}
                )
            with archive.open(member) as stream:
                data = stream.read(limits.member + 1)
            _check_size(path, len(data), limits)
            total += len(data)
            _check_total(total, limits)
            yield path, data


def check_workbook_size(content: bytes, *, limits: Limits = DEFAULT_LIMITS) -> None:
    """Refuse a workbook (a zip inside) that unpacks to more than the limit.

    Raises:
        FileRefused: it is no workbook, too large unpacked, or spans too many cells.
    """
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
            if "xl/workbook.xml" not in names or names & _OTHER_WORKBOOKS:
                raise zipfile.BadZipFile
            for count, member in enumerate(archive.infolist(), start=1):
                _check_count(count, limits)
                extent = Extent(limits)
                with archive.open(member) as stream:
                    while block := stream.read(1 << 20):
                        total += len(block)
                        _check_total(total, limits)
                        extent.feed(block)
    except _BROKEN as error:
        raise FileRefused(_("这不是有效的 Excel 文件（.xlsx），可能已损坏")) from error


def read_json(path: str, data: bytes) -> dict[str, Any]:
    """The object in a JSON file.

    Raises:
        FileRefused: it is no JSON object in UTF-8, or nested beyond reason.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"), parse_constant=_no_constant)
        _check_text(value)
    except (ValueError, RecursionError) as error:
        raise FileRefused(_("“%(path)s”不是有效的 JSON 文件") % {"path": path[:80]}) from error
    if not isinstance(value, dict) or _is_deeper(value, _MAXIMUM_DEPTH):
        raise FileRefused(_("“%(path)s”的结构不对") % {"path": path[:80]})
    return value


def _no_constant(name: str) -> None:
    raise ValueError(name)


def _check_text(value: Any) -> None:
    """A text that no database takes (half a character, U+0000) raises ValueError."""
    text = json.dumps(value, ensure_ascii=False)
    text.encode("utf-8")
    if "\\u0000" in text:
        raise ValueError("U+0000")


def _is_deeper(value: Any, depth: int) -> bool:
    if depth == 0:
        return True
    if isinstance(value, dict):
        return any(_is_deeper(item, depth - 1) for item in value.values())
    if isinstance(value, list):
        return any(_is_deeper(item, depth - 1) for item in value)
    return False


def _check_count(count: int, limits: Limits) -> None:
    if count > limits.members:
        raise FileRefused(_("压缩包里的文件太多，最多 %(max)d 个") % {"max": limits.members})


def _check_size(path: str, size: int, limits: Limits) -> None:
    if size > limits.member:
        raise FileRefused(
            _("压缩包里的“%(path)s”太大，单个文件最大 %(max)s")
            % {"path": path[:80], "max": size_text(limits.member)}
        )


def _check_total(size: int, limits: Limits) -> None:
    if size > limits.unpacked:
        raise FileRefused(_("压缩包解开后太大，最大 %(max)s") % {"max": size_text(limits.unpacked)})

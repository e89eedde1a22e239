"""Tables in files: CSV in UTF-8 or GB18030, and the first sheet of a workbook."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import PurePath
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from marque.foundation.imports.parsers import cell_text
from marque.foundation.imports.readers.archives import check_workbook_size
from marque.foundation.imports.readers.limits import DEFAULT_LIMITS, FileRefused, Limits

_TITLE_ROWS = 5
_UNREADABLE = "\N{REPLACEMENT CHARACTER}"
_SOUND_FOR_EACH = 20
"""Sound characters beside each damaged one, from which on a text is damaged UTF-8."""
_OLE = b"\xd0\xcf\x11\xe0"
_ZIP = b"PK\x03\x04"


@dataclass(frozen=True, slots=True)
class Grid:
    """The head of a table and its rows; a row's number is the one a person sees in Excel."""

    header: list[str]
    rows: list[tuple[int, list[str]]]


def read_grid(content: bytes, file_name: str, *, limits: Limits = DEFAULT_LIMITS) -> Grid:
    """The table in the file: the first row with text is the head, empty rows are left out.

    Raises:
        FileRefused: it is no table we read, has no rows, or is too large.
    """
    suffix = PurePath(file_name).suffix.lower()
    if content[:4] == _OLE and suffix == ".xlsx":
        raise FileRefused(_("文件有密码保护或是旧版 Excel，请去掉密码、另存为 .xlsx 后再试"))
    if content[:4] == _OLE or suffix == ".xls":
        raise FileRefused(_("旧版 Excel（.xls）不能导入，请另存为 .xlsx 或 CSV 后再试"))
    if suffix == ".xlsx" or content[:4] == _ZIP:
        return _grid(_workbook_rows(content, limits), limits)
    if suffix == ".csv":
        return _grid(_csv_rows(content, limits), limits)
    raise FileRefused(_("只能导入 .xlsx 或 .csv 文件"))


def decode(content: bytes) -> str:
    """Text in UTF-8, or else in GB18030 as Chinese Excel saves CSV.

    Raises:
        FileRefused: it is neither, or damaged UTF-8, which would be nonsense in GB18030.
    """
    if b"\0" in content[:4096]:
        raise FileRefused(_("这不是 CSV 文本文件"))
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(content):
            row = content.count(b"\n", 0, error.start) + 1
            raise FileRefused(
                _("第 %(row)d 行有损坏的字符，请重新导出文件后再试") % {"row": row}
            ) from error
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError:
        pass
    raise FileRefused(_("文件编码无法识别，请存为 UTF-8 或 GB18030（GBK）编码的 CSV"))


def _is_damaged_utf8(content: bytes) -> bool:
    """Almost all of it reads as UTF-8, or its mark says that it should."""
    if content.startswith(codecs.BOM_UTF8):
        return True
    text = content.decode("utf-8", "replace")
    damaged = text.count(_UNREADABLE)
    return sum(char > "\x7f" for char in text) > _SOUND_FOR_EACH * damaged


def _csv_rows(content: bytes, limits: Limits) -> Iterator[list[str]]:
    text = decode(content)
    first = text.lstrip().split("\n", 1)[0]
    delimiter = max(",\t;，", key=first.count)
    csv.field_size_limit(limits.cell * 4)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    read = 0
    try:
        for cells in lines:
            read += 1
            yield cells
    except csv.Error as error:
        raise FileRefused(
            _("CSV 第 %(row)d 行的格式有误：引号不成对，或单元格过长") % {"row": read + 1}
        ) from error


def _workbook_rows(content: bytes, limits: Limits) -> Iterator[list[Any]]:
    check_workbook_size(content, limits=limits)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0)
    except (CalamineError, IndexError, ValueError, OSError) as error:
        raise FileRefused(_("这不是有效的 Excel 文件（.xlsx）")) from error
    yield from sheet.iter_rows()  # empty rows above the table are given too, so numbers agree


def _grid(rows: Iterable[list[Any]], limits: Limits) -> Grid:
    numbered = ((n, [_cell(value, limits) for value in row]) for n, row in enumerate(rows, 1))
    filled = _without_title((n, row) for n, row in numbered if any(map(str.strip, row)))
    head = next(filled, None)
    if head is None:
        raise FileRefused(_("文件里没有数据"))
    header = [" ".join(cell.split()) for cell in head[1]]
    while len(header) > limits.columns and not header[-1]:
        header.pop()
    if len(header) > limits.columns:
        raise FileRefused(_("列太多，最多 %(max)d 列") % {"max": limits.columns})
    body: list[tuple[int, list[str]]] = []
    for row in filled:
        body.append(row)
        if len(body) > limits.rows:
            raise FileRefused(_("行太多，一次最多 %(max)d 行") % {"max": limits.rows})
    if not body:
        raise FileRefused(_("文件只有表头，没有数据行"))
    return Grid(header, body)


def _without_title(rows: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    """The rows without the titles above the head: lines of one cell above one of several."""
    above = list(islice(rows, _TITLE_ROWS))
    widths = [sum(1 for cell in row if cell.strip()) for _n, row in above]
    head = next((place for place, width in enumerate(widths) if width > 1), 0)
    return chain(above[head:], rows)


def _cell(value: Any, limits: Limits) -> str:
    text = (value if isinstance(value, str) else cell_text(value)).replace("\0", "")
    if len(text) > limits.cell:
        raise FileRefused(_("有单元格超过 %(max)d 个字，已拒绝整个文件") % {"max": limits.cell})
    return text

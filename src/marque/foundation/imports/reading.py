"""From a stored file to lines: which columns are meant, what the cells say."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportColumn, ImportKind, Line, Problem
from marque.foundation.imports.parsers import MAXIMUM_TEXT, CellProblem
from marque.foundation.imports.readers.grids import Grid, read_grid
from marque.foundation.imports.readers.limits import DEFAULT_LIMITS, FileRefused

_NOISE = re.compile(r"[\s*＊()（）\[\]【】:：_\-/¥￥]|必填|选填")
_KEPT_TEXT = 500


def plain(head: str) -> str:
    """A column's head without the marks people add: “*车架号（必填）” is “车架号”."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", head)).casefold()


def suggest_mapping(
    kind: ImportKind, header: Sequence[str], remembered: Mapping[str, str] | None = None
) -> dict[str, int]:
    """Which column of the file is which column of the kind: as matched before (plain head to
    column key), else by name and synonyms."""
    places = {plain(head): n for n, head in reversed(list(enumerate(header))) if head.strip()}
    mapping: dict[str, int] = {}
    for head, key in (remembered or {}).items():
        if head in places and kind.column(key) and places[head] not in mapping.values():
            mapping[key] = places[head]
    for column in kind.columns:
        if column.key in mapping:
            continue
        for name in _names_of(column):
            place = places.get(plain(name))
            if place is not None and place not in mapping.values():
                mapping[column.key] = place
                break
    return mapping


def _names_of(column: ImportColumn) -> list[str]:
    """By what a file may call the column: its Chinese label too, whatever the screen's language."""
    with translation.override("zh-hans"):
        source = str(column.label)
    return [column.key, str(column.label), source, *column.synonyms]


def missing_columns(kind: ImportKind, mapping: Mapping[str, int]) -> list[ImportColumn]:
    """The columns that must be in the file and are not matched."""
    return [c for c in kind.columns if c.is_required and c.key not in mapping]


def read_table(kind: ImportKind, content: bytes, file_name: str) -> Grid:
    """The file of a table kind.

    Raises:
        FileRefused: it is no table, or too large for the kind.
    """
    limits = replace(DEFAULT_LIMITS, rows=kind.maximum_rows)
    return read_grid(content, file_name, limits=limits)


def lines_of_grid(grid: Grid, mapping: Mapping[str, int]) -> list[Line]:
    """The rows as lines with their raw text; `understand` reads the values."""
    return [
        Line(
            row_no=number,
            raw={key: row[place] if place < len(row) else "" for key, place in mapping.items()},
        )
        for number, row in grid.rows
    ]


def lines_of_structure(kind: ImportKind, content: bytes, file_name: str) -> list[Line]:
    """The lines of a file of fixed structure.

    Raises:
        FileRefused: the file is not what the kind expects, or has nothing in it.
    """
    if kind.read is None:
        raise ValueError(f"{kind.key} is not a structured kind")
    lines = kind.read(io.BytesIO(content), file_name)
    if not lines:
        raise FileRefused(_("文件里没有可导入的内容"))
    return lines


def understand(kind: ImportKind, lines: Iterable[Line]) -> None:
    """Read every cell of table lines; what cannot be read becomes a problem of its cell."""
    columns = [(column.key, column.read) for column in kind.columns]
    for line in lines:
        raw, values = line.raw, line.values
        for key, read in columns:
            try:
                values[key] = read(str(raw.get(key, "")))
            except CellProblem as error:
                line.problems.append(Problem(str(error), key, suggestion=error.suggestion))


def kept_raw(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The raw cells as stored with the row: whole, unless a cell is beyond any sense."""
    return {
        key: value
        if not isinstance(value, str) or len(value) <= MAXIMUM_TEXT
        else value[:_KEPT_TEXT] + "…"
        for key, value in raw.items()
    }

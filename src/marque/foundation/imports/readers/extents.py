"""How far the cells of a worksheet reach: two cells can span a table that no memory holds."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from marque.foundation.imports.readers.limits import FileRefused, Limits

_PLACE = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{0,3})(\d{1,9})[\"']")
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_LONGEST_PLACE = 64
_LETTERS = 26


class Extent:
    """The last row and column named in the blocks of a sheet as they are unpacked."""

    def __init__(self, limits: Limits) -> None:
        self._cells = limits.rows * limits.columns * 2
        self._tail = b""
        self._row = self._column = 1
        self._in_row = 0

    def feed(self, block: bytes) -> None:
        """Look at the next block.

        Raises:
            FileRefused: the table would have more cells than the limits allow.
        """
        text = self._tail + block
        places = _PLACE.findall(text)
        self._row = max([self._row, *map(int, {number for _letters, number in places})])
        self._column = max([self._column, *map(_column, {letters for letters, _n in places})])
        self._count_cells(text)
        self._tail = text[-_LONGEST_PLACE:]
        if self._row * self._column > self._cells:
            raise FileRefused(
                _("表格范围太大（到第 %(row)d 行、第 %(column)d 列），请删除多余的行和列后再试")
                % {"row": self._row, "column": self._column}
            )

    def _count_cells(self, text: bytes) -> None:
        """Cells need not say where they stand: then they follow one another in their row."""
        rows = _ROW.split(text)
        for place, row in enumerate(rows):
            before = self._in_row if place == 0 else 0
            self._in_row = before + len(_CELL.findall(row))
            self._column = max(self._column, self._in_row)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * _LETTERS + letter - ord("A") + 1
    return number

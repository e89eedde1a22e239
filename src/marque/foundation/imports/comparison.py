"""What a comparison of a file with the records found, and how it is shown and written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.foundation.imports.kinds import Difference, ImportKind
from marque.foundation.ui.columns import Column, NumberColumn, TextColumn


class Found(models.TextChoices):
    """How one row of the file compares with the records."""

    SAME = "same", _("一致")
    DIFFERS = "differs", _("不一致")
    MISSING = "missing", _("系统中没有")
    REFUSED = "refused", _("不能对照")
    SKIPPED = "skipped", _("跳过")


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One row of the file: its record, if it has one, and what differs."""

    row_no: int
    label: str
    found: Found
    match: str = ""
    differences: Sequence[Difference] = ()
    problems: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the list: a field that differs, or a row that has no record or no sense."""

    row_no: int
    label: str
    found: str
    match: str
    field: str = ""
    in_file: str = ""
    in_record: str = ""
    note: str = ""


@dataclass
class Comparison:
    """All rows of a file beside the records as they are now."""

    kind: ImportKind
    rows: Sequence[ComparedRow] = field(default_factory=tuple)

    @cached_property
    def counts(self) -> list[tuple[Found, int]]:
        """How many rows there are of each finding; together all rows of the file."""
        counted = Counter(row.found for row in self.rows)
        return [(found, counted[found]) for found in Found]

    @cached_property
    def fields(self) -> list[tuple[str, str, int]]:
        """Key, head and number of rows of each field that differs, most first."""
        counted = Counter(one.column for row in self.rows for one in row.differences)
        return [(key, self.head(key), number) for key, number in counted.most_common()]

    def head(self, key: str) -> str:
        """The head of a column."""
        column = self.kind.column(key)
        return str(column.label) if column else key

    def findings(self, *, found: str = "", column: str = "") -> Iterator[Finding]:
        """The lines of the list: of one finding, of one field, or all that are not the same."""
        for row in self.rows:
            if column or row.found == found or (not found and row.found != Found.SAME):
                yield from self._lines(row, column)

    def _lines(self, row: ComparedRow, column: str) -> Iterator[Finding]:
        told = (row.row_no, row.label, str(row.found.label), row.match)
        for one in row.differences:
            if column in {"", one.column}:
                yield Finding(*told, self.head(one.column), one.in_file, one.in_record)
        if not row.differences and not column:
            yield Finding(*told, note="；".join(row.problems))


COLUMNS: dict[str, Column] = {
    "row_no": NumberColumn(_("行号")),
    "label": TextColumn(_("内容")),
    "found": TextColumn(_("对照结果")),
    "match": TextColumn(_("系统中的记录")),
    "field": TextColumn(_("字段")),
    "in_file": TextColumn(_("文件（旧系统）")),
    "in_record": TextColumn(_("车枢中")),
    "note": TextColumn(_("问题")),
}
for _key, _column in COLUMNS.items():
    _column.__set_name__(Finding, _key)

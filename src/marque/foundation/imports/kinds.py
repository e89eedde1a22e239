"""The words in which an app describes what it can import.

An app declares an `ImportKind` and registers it when it starts; the framework does the
rest: reading the file, matching columns, listing problems, running, undoing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol

from marque.foundation.imports.parsers import (
    CellProblem,
    parse_decimal,
    parse_integer,
    parse_money,
    parse_text,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as Label


_NUMERIC = frozenset({parse_decimal, parse_integer, parse_money})


class Level(StrEnum):
    """How bad a problem is: an error keeps the row out, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one cell, or with the row when `column` is empty."""

    text: str
    column: str = ""
    level: Level = Level.ERROR
    suggestion: str = ""

    def as_json(self) -> dict[str, str]:
        """The form kept with the row."""
        return {
            "text": str(self.text),
            "column": self.column,
            "level": self.level.value,
            "suggestion": self.suggestion,
        }


@dataclass(slots=True)
class Line:
    """One line on its way in.

    `raw` is what the file said, by column key; `values` what was understood.  An importer's
    `check` sets `action` and may add problems; its `apply` sets `object_id`.  `match` names the
    record that a line duplicates, `resolution` what the person decided about it (empty: as the
    whole batch).
    """

    row_no: int
    raw: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    action: str = ""
    is_skipped: bool = False
    label: str = ""
    object_type: str = ""
    object_id: str = ""
    before: dict[str, Any] | None = None
    match: str = ""
    resolution: str = ""

    @property
    def is_refused(self) -> bool:
        """An error stands against the line."""
        return any(problem.level == Level.ERROR for problem in self.problems)

    @property
    def is_warned(self) -> bool:
        """Only warnings stand against the line."""
        return bool(self.problems) and not self.is_refused

    def refuse(self, text: str, *, column: str = "", suggestion: str = "") -> None:
        """Add an error: the line will not be imported."""
        self.problems.append(Problem(str(text), column, Level.ERROR, suggestion))

    def warn(self, text: str, *, column: str = "", suggestion: str = "") -> None:
        """Add a warning: the line is imported, and the person is told."""
        self.problems.append(Problem(str(text), column, Level.WARNING, suggestion))


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column the kind understands, and the heads by which people call it.

    `parse` turns the cell's text into a value or raises `CellProblem` with a sentence.
    `is_numeric` is said where `parse` is not one of the framework's readers of numbers.
    """

    key: str
    label: Label
    synonyms: tuple[str, ...] = ()
    is_required: bool = False
    parse: Callable[[str], Any] = parse_text
    example: str = ""
    is_numeric: bool = False

    @property
    def is_summed(self) -> bool:
        """The column holds numbers, so the totals check adds it up."""
        return self.is_numeric or self.parse in _NUMERIC

    def read(self, text: str) -> Any:
        """The value of a cell; None when it is empty and may be.

        Raises:
            CellProblem: the cell is empty and may not be, or cannot be understood.
        """
        if not text or text.isspace():
            if self.is_required:
                raise CellProblem.missing(str(self.label))
            return None
        return self.parse(text)


@dataclass(slots=True)
class ImportContext:
    """What an importer may know and keep while it works on one batch.

    `created_refs` maps a model label to the keys of records that the batch brought into
    being beside its own rows, so that an undo finds them.
    """

    by: Any
    today: date
    now: datetime
    store: Any = None
    source: str = ""
    duplicates: str = "fill"
    created_refs: dict[str, list[int]] = field(default_factory=dict)
    report: Callable[[int, int], None] = lambda _done, _total: None

    def progress(self, done: int, total: int) -> None:
        """Tell the person waiting how far the work is."""
        self.report(done, total)

    def created(self, label: str, keys: Iterable[int]) -> None:
        """Remember records made on the way."""
        self.created_refs.setdefault(label, []).extend(keys)


@dataclass(frozen=True, slots=True)
class UndoneRow:
    """A row of the batch as the undo needs it."""

    row_no: int
    action: str
    object_type: str
    object_id: str
    before: Mapping[str, Any] | None


class Importer(Protocol):
    """What an app writes for a kind: three acts over many lines at once, set-based."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Set each line's `action` and problems against the data as it is now; write nothing."""

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Write the lines, all of them valid, and set their `object_id`."""

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],
        context: ImportContext,
    ) -> None:
        """Take the batch back.

        Raises:
            DomainError: something of it is in use elsewhere; says what.
        """


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that the file and the record tell differently, both as a person may read them."""

    column: str
    in_file: str
    in_record: str


class Comparer(Protocol):
    """What an app writes for a kind whose files can be compared with the records."""

    def differences(self, line: Line) -> list[Difference]:
        """The fields in which a checked line and the record it matches differ; write nothing.

        A blank cell tells nothing. Identity data are masked on both sides.
        """


@dataclass(frozen=True, slots=True)
class ImportKind:
    """One kind of data that a file can bring in.

    Table kinds name their `columns`; a kind with a `read` function takes a file of a fixed
    structure instead, and its person is not asked to match columns; `heads` names what its
    rows show, in that order.  A kind with a `comparer` offers “compare only” beside the import.
    """

    key: str
    label: Label
    right: str
    importer: Importer
    columns: Sequence[ImportColumn] = ()
    read: Callable[[BinaryIO, str], list[Line]] | None = None
    extensions: tuple[str, ...] = (".xlsx", ".csv")
    description: Label = ""
    icon: str = "file-import"
    heads: Mapping[str, Label] = field(default_factory=dict)
    is_all_or_nothing: bool = False
    resolves_duplicates: bool = False
    comparer: Comparer | None = None
    maximum_rows: int = 50_000

    @property
    def is_structured(self) -> bool:
        """The file's structure is fixed; there is nothing to match."""
        return self.read is not None

    def accepts(self, file_name: str) -> bool:
        """The file's name ends as files of this kind do."""
        return PurePath(file_name).name.lower().endswith(self.extensions)

    def column(self, key: str) -> ImportColumn | None:
        """The column with that key, or None."""
        return next((column for column in self.columns if column.key == key), None)

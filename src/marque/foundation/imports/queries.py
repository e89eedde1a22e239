"""What can be asked of imports."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import ImportColumn, ImportKind
from marque.foundation.imports.models import ImportBatch, ImportRow, Stage
from marque.foundation.imports.registry import get_kind
from marque.foundation.jobs.models import Job, JobStatus

UNDO = "imports.undo"
"""The kind of the jobs that take batches back."""


def list_problem_rows(batch: ImportBatch) -> QuerySet[ImportRow]:
    """The rows with an error, a warning or a duplicate, in the file's order."""
    wanted = Q(is_refused=True) | Q(is_warned=True) | ~Q(match="")
    return ImportRow.objects.filter(wanted, batch=batch)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a checked row as the screen shows it."""

    name: str
    label: str
    value: str
    problem: str
    is_editable: bool
    suggestion: str


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """One row of the check: its cells, what is wrong, what will happen."""

    number: int
    label: str
    cells: list[Cell]
    problems: list[str]
    is_refused: bool
    is_skipped: bool
    action: str
    match: str
    resolution: str


def shown_columns(
    kind: ImportKind, rows: Sequence[ImportRow], mapping: Collection[str] | None = None
) -> list[tuple[str, str]]:
    """Key and head of the columns to show: the kind's, or whatever a structured row has.

    With a `mapping` only what is in the file or was entered or complained of afterwards.
    """
    if kind.columns:
        named = [(column.key, str(column.label)) for column in kind.columns]
        if mapping is None:
            return named
        told = {key for row in rows for key, text in row.raw.items() if text}
        told |= {problem["column"] for row in rows for problem in row.problems}
        return [(key, head) for key, head in named if key in told or key in mapping]
    found = {key for row in rows for key in row.raw}
    known = [(key, str(head)) for key, head in kind.heads.items() if key in found]
    return known + [(key, key) for key in sorted(found - set(kind.heads))]


def checked_rows(
    kind: ImportKind, rows: Iterable[ImportRow], columns: Sequence[tuple[str, str]]
) -> list[CheckedRow]:
    """The rows as the check page shows them."""
    return [_checked(kind, row, columns) for row in rows]


def _checked(kind: ImportKind, row: ImportRow, columns: Sequence[tuple[str, str]]) -> CheckedRow:
    by_column = {problem["column"]: problem for problem in row.problems}
    cells = [
        Cell(
            name=f"r{row.row_no}.{key}",
            label=label,
            value=str(row.raw.get(key, "")),
            problem=by_column.get(key, {}).get("text", ""),
            is_editable=key in by_column and not kind.is_structured,
            suggestion=by_column.get(key, {}).get("suggestion", ""),
        )
        for key, label in columns
    ]
    return CheckedRow(
        number=row.row_no,
        label=row.label,
        cells=cells,
        problems=[problem["text"] for problem in row.problems],
        is_refused=row.is_refused,
        is_skipped=row.is_skipped,
        action=row.get_action_display(),
        match=row.match,
        resolution=row.resolution,
    )


def undo_problem(batch: ImportBatch, job: Job | None) -> str:
    """Why the last undo of a batch that is still there did not happen; empty if none was tried."""
    is_refused = job is not None and job.kind == UNDO and job.status == JobStatus.FAILED
    return job.message if job and is_refused and batch.stage == Stage.DONE else ""


def undo_consequences(batch: ImportBatch) -> list[str]:
    """What an undo of the batch would do, in words."""
    lines = []
    if batch.quantity_created:
        lines.append(_("新增的 %(n)d 条记录将被删除") % {"n": batch.quantity_created})
    if batch.quantity_updated:
        lines.append(_("更新的 %(n)d 条记录将恢复原值") % {"n": batch.quantity_updated})
    return lines


def problems_workbook(batch: ImportBatch) -> bytes:
    """The problem rows as they were in the file, with the reasons, to correct and bring again."""
    rows = list(list_problem_rows(batch))
    columns = shown_columns(get_kind(batch.kind), rows)
    head = [_("行号"), *(label for _key, label in columns), _("问题")]
    body = [
        [
            row.row_no,
            *(row.raw.get(key, "") for key, _label in columns),
            "；".join(problem["text"] for problem in row.problems),
        ]
        for row in rows
    ]
    return _workbook(head, body)


def template_workbook(kind: ImportKind) -> bytes:
    """An empty table of a kind with its heads and one row of examples."""
    head = [_head(column) for column in kind.columns]
    return _workbook(head, [[column.example for column in kind.columns]])


def _head(column: ImportColumn) -> str:
    return f"*{column.label}" if column.is_required else str(column.label)


def _workbook(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """Every text is written as text: a cell that looks like a formula stays what it looks like."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False})
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    for place, text in enumerate(head):
        sheet.write_string(0, place, text, bold)
    for number, row in enumerate(rows, start=1):
        for place, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, place, value)
            else:
                sheet.write_string(number, place, str(value))
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    book.close()
    return file.getvalue()

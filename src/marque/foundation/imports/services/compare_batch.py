from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.imports.collecting import uncollected
from marque.foundation.imports.comparison import ComparedRow, Comparison, Found
from marque.foundation.imports.kinds import Comparer, ImportKind, Line
from marque.foundation.imports.models import Duplicates, ImportBatch, RowAction, Stage
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import check_lines, context_of, read_lines
from marque.foundation.imports.services.run_batch import Progress
from marque.kernel.errors import NotAuthorised, NotAvailable

COMPARABLE = frozenset({Stage.CHECKED, Stage.FAILED, Stage.DONE, Stage.UNDONE})
"""Stages in which the columns are matched and nobody is writing."""
STEP = 500


@uncollected()
def compare_batch(
    *, batch: ImportBatch, now: datetime, by: Any, progress: Progress | None = None
) -> Comparison:
    """Hold every row of the file against the records as they are now; write nothing at all.

    A row is the record that the import would take for its duplicate, and reaches as far as the
    import does.  What was decided about duplicates makes no difference.

    Raises:
        NotAuthorised: the person may not import this kind.
        NotAvailable: the kind knows no comparison, or the rows are not checked yet.
    """
    kind, comparer = check_comparable(batch, by)
    lines = read_lines(kind, batch)
    for line in lines:
        line.resolution = ""
    context = replace(context_of(batch, now=now, by=by), duplicates=Duplicates.OVERWRITE)
    check_lines(kind, lines, context)
    compared = []
    for number, line in enumerate(lines, start=1):
        compared.append(_compared(line, comparer))
        if progress is not None and (number % STEP == 0 or number == len(lines)):
            progress(number, len(lines))
    return Comparison(kind, compared)


def check_comparable(batch: ImportBatch, by: Any) -> tuple[ImportKind, Comparer]:
    """The kind of the batch and what compares its rows; raises as `compare_batch`."""
    kind = get_kind(batch.kind)
    if not by.has_perm(kind.right):
        raise NotAuthorised(_("您没有导入“%(kind)s”的权限") % {"kind": kind.label})
    if kind.comparer is None or batch.stage not in COMPARABLE:
        raise NotAvailable(_("这批数据现在不能对照。"))
    return kind, kind.comparer


def _compared(line: Line, comparer: Comparer) -> ComparedRow:
    if line.is_skipped or line.is_refused:
        found = Found.SKIPPED if line.is_skipped else Found.REFUSED
        problems = [str(problem.text) for problem in line.problems]
        return ComparedRow(line.row_no, line.label, found, problems=problems)
    if line.action == RowAction.CREATE:
        return ComparedRow(line.row_no, line.label, Found.MISSING)
    differences = comparer.differences(line)
    found = Found.DIFFERS if differences else Found.SAME
    return ComparedRow(line.row_no, line.label, found, line.match, differences)

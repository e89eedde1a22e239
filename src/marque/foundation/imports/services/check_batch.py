from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from marque.foundation.imports.copying import copy_rows
from marque.foundation.imports.kinds import ImportContext, ImportKind, Line
from marque.foundation.imports.models import ImportBatch, ImportRow, RowAction, Stage
from marque.foundation.imports.reading import (
    kept_raw,
    lines_of_grid,
    lines_of_structure,
    read_table,
    understand,
)
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.lock_batch import OPEN, lock_batch
from marque.foundation.secrets.sealing import unseal_bytes

_CHUNK = 2_000


@transaction.atomic
def check_batch(*, batch_id: int, now: datetime, by: Any) -> ImportBatch:
    """Dry run: read every line, find what is wrong and what would happen; write no business data.

    Corrections and skips made on the screen are kept.

    Raises:
        FileRefused: the file as a whole cannot be read.
        NotAvailable: the batch is already imported.
    """
    batch = lock_batch(batch_id, allowed=OPEN, by=by)
    context = context_of(batch, now=now, by=by)
    lines = prepared_lines(batch, context)
    store_lines(batch, lines)
    batch.stage = Stage.CHECKED
    batch.message = ""
    batch.save()
    return batch


def context_of(batch: ImportBatch, *, now: datetime, by: Any) -> ImportContext:
    """What the kind's importer may know about this run."""
    return ImportContext(
        by=by,
        today=timezone.localdate(now),
        now=now,
        store=batch.store,
        source=batch.number,
        duplicates=batch.duplicates,
        created_refs={},
    )


def prepared_lines(batch: ImportBatch, context: ImportContext) -> list[Line]:
    """The batch's lines, understood and checked against the data as it is now."""
    kind = get_kind(batch.kind)
    lines = _lines(kind, batch)
    if not kind.is_structured:
        understand(kind, lines)
    sound = [line for line in lines if not line.is_refused and not line.is_skipped]
    kind.importer.check(sound, context)
    for line in lines:
        if line.is_skipped:
            line.action = RowAction.SKIP
        elif line.is_refused:
            line.action = RowAction.REFUSE
    return lines


def _lines(kind: ImportKind, batch: ImportBatch) -> list[Line]:
    """From the file the first time; a table's rows afterwards from what was kept and corrected."""
    kept = {row.row_no: row for row in batch.rows.all()}
    if kept and not kind.is_structured:
        return [
            Line(
                row.row_no,
                dict(row.raw),
                is_skipped=row.is_skipped,
                resolution=row.resolution,
            )
            for row in kept.values()
        ]
    with batch.file.open("rb") as file:
        content = unseal_bytes(file.read())
    if kind.is_structured:
        lines = lines_of_structure(kind, content, batch.file_name)
    else:
        grid = read_table(kind, content, batch.file_name)
        lines = lines_of_grid(grid, batch.mapping)
    for line in lines:
        line.is_skipped = line.row_no in kept and kept[line.row_no].is_skipped
    return lines


def store_lines(batch: ImportBatch, lines: Sequence[Line]) -> None:
    """Keep what was found, and the counts of it on the batch (the caller saves the batch)."""
    batch.rows.all().delete()
    for start in range(0, len(lines), _CHUNK):
        copy_rows([_row(batch, line) for line in lines[start : start + _CHUNK]])
    count(batch, lines)


def count(batch: ImportBatch, lines: Iterable[Line]) -> None:
    """Set the batch's counts."""
    actions: Counter[str] = Counter()
    batch.quantity_warned = 0
    for line in lines:
        actions[line.action] += 1
        batch.quantity_warned += line.is_warned
    batch.quantity_rows = actions.total()
    batch.quantity_created = actions[RowAction.CREATE]
    batch.quantity_updated = actions[RowAction.UPDATE]
    batch.quantity_unchanged = actions[RowAction.UNCHANGED]
    batch.quantity_refused = actions[RowAction.REFUSE]
    batch.quantity_skipped = actions[RowAction.SKIP]


def _row(batch: ImportBatch, line: Line) -> ImportRow:
    return ImportRow(
        batch=batch,
        row_no=line.row_no,
        label=line.label[:200],
        raw=kept_raw(line.raw),
        problems=[problem.as_json() for problem in line.problems],
        is_refused=line.is_refused,
        is_warned=line.is_warned,
        is_skipped=line.is_skipped,
        action=line.action,
        object_type=line.object_type,
        object_id=line.object_id,
        before=line.before,
        match=line.match[:200],
        resolution=line.resolution,
    )

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from marque.foundation.imports.collecting import uncollected
from marque.foundation.imports.kinds import ImportContext, ImportKind, Line
from marque.foundation.imports.models import ImportBatch, RowAction, Stage
from marque.foundation.imports.reading import (
    lines_of_grid,
    lines_of_structure,
    read_table,
    understand,
)
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.keep_comparison import forget_comparisons
from marque.foundation.imports.services.keep_lines import keep_lines
from marque.foundation.imports.services.lock_batch import OPEN, lock_batch
from marque.foundation.imports.totals import totals_of
from marque.foundation.secrets.sealing import unseal_bytes

_KEPT = ("row_no", "raw", "is_skipped", "resolution")


@transaction.atomic
@uncollected()
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
    keep_lines(batch, lines)
    forget_comparisons(batch)
    count(batch, lines)
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
    lines = read_lines(kind, batch)
    check_lines(kind, lines, context)
    return lines


def check_lines(kind: ImportKind, lines: list[Line], context: ImportContext) -> None:
    """Understand the lines and say of each what an import would do with it."""
    if not kind.is_structured:
        understand(kind, lines)
    sound = [line for line in lines if not line.is_refused and not line.is_skipped]
    kind.importer.check(sound, context)
    for line in lines:
        if line.is_skipped:
            line.action = RowAction.SKIP
        elif line.is_refused:
            line.action = RowAction.REFUSE


def read_lines(kind: ImportKind, batch: ImportBatch) -> list[Line]:
    """From the file the first time; a table's rows afterwards from what was kept and corrected."""
    kept = [
        Line(row_no, raw, is_skipped=is_skipped, resolution=resolution)
        for row_no, raw, is_skipped, resolution in batch.rows.values_list(*_KEPT)
    ]
    if kept and not kind.is_structured:
        return kept
    with batch.file.open("rb") as file:
        content = unseal_bytes(file.read())
    if kind.is_structured:
        lines = lines_of_structure(kind, content, batch.file_name)
    else:
        grid = read_table(kind, content, batch.file_name)
        lines = lines_of_grid(grid, batch.mapping)
    skipped = {line.row_no for line in kept if line.is_skipped}
    for line in lines:
        line.is_skipped = line.row_no in skipped
    return lines


def count(batch: ImportBatch, lines: Sequence[Line]) -> None:
    """Set the batch's counts and the totals of its columns."""
    batch.totals = totals_of(get_kind(batch.kind), batch, lines)
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

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.models import Duplicates, ImportBatch, ImportRow
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import check_batch
from marque.foundation.imports.services.lock_batch import OPEN, lock_batch
from marque.kernel.errors import InvalidInput

_MAXIMUM_CELL = 2_000


@dataclass(frozen=True, slots=True)
class Corrections:
    """What a person changed on the check page, all by row number.

    `cells` is column key to text, `skipped` whether the row is left out, `resolutions` what to
    do with a row whose record is already there (empty: as the whole batch).
    """

    cells: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    skipped: Mapping[int, bool] = field(default_factory=dict)
    resolutions: Mapping[int, str] = field(default_factory=dict)

    @property
    def rows(self) -> set[int]:
        """The rows concerned."""
        return {*self.cells, *self.skipped, *self.resolutions}


@transaction.atomic
def correct_rows(
    *,
    batch_id: int,
    corrections: Corrections,
    now: datetime,
    by: Any,
) -> ImportBatch:
    """Put other text into cells, leave rows out or take them in again; then check anew.

    Raises:
        InvalidInput: a text is longer than a cell may be.
        NotAvailable: the batch is already imported.
    """
    batch = lock_batch(batch_id, allowed=OPEN, by=by)
    columns = {column.key for column in get_kind(batch.kind).columns}
    rows = batch.rows.filter(row_no__in=corrections.rows)
    changed = [row for row in rows if _correct(row, corrections, columns)]
    ImportRow.objects.bulk_update(changed, ["raw", "is_skipped", "resolution"], batch_size=1_000)
    return check_batch(batch_id=batch_id, now=now, by=by)


def _correct(row: ImportRow, corrections: Corrections, columns: Collection[str]) -> bool:
    texts = corrections.cells.get(row.row_no, {})
    known = {key: text.replace("\0", "") for key, text in texts.items() if key in columns}
    if any(len(text) > _MAXIMUM_CELL for text in known.values()):
        raise InvalidInput(_("第 %(row)d 行的内容太长") % {"row": row.row_no})
    raw = {**row.raw, **known}
    is_skipped = corrections.skipped.get(row.row_no, row.is_skipped)
    resolution = corrections.resolutions.get(row.row_no, row.resolution)
    if resolution not in {"", *Duplicates.values}:
        raise InvalidInput(_("第 %(row)d 行的重复处理方式不对") % {"row": row.row_no})
    is_changed = (raw, is_skipped, resolution) != (row.raw, row.is_skipped, row.resolution)
    row.raw, row.is_skipped, row.resolution = raw, is_skipped, resolution
    return is_changed

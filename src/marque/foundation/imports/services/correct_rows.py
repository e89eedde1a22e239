from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.models import ImportBatch, ImportRow
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import check_batch
from marque.foundation.imports.services.lock_batch import OPEN, lock_batch
from marque.kernel.errors import InvalidInput

Cells = Mapping[int, Mapping[str, str]]
_MAXIMUM_CELL = 2_000


@transaction.atomic
def correct_rows(
    *, batch_id: int, cells: Cells, skipped: Mapping[int, bool], now: datetime, by: Any
) -> ImportBatch:
    """Put other text into cells, leave rows out or take them in again; then check anew.

    `cells` is row number → column key → text; `skipped` row number → left out.

    Raises:
        InvalidInput: a text is longer than a cell may be.
        NotAvailable: the batch is already imported.
    """
    batch = lock_batch(batch_id, allowed=OPEN, by=by)
    columns = {column.key for column in get_kind(batch.kind).columns}
    rows = batch.rows.filter(row_no__in={*cells, *skipped})
    changed = [row for row in rows if _correct(row, cells.get(row.row_no, {}), skipped, columns)]
    ImportRow.objects.bulk_update(changed, ["raw", "is_skipped"], batch_size=1_000)
    return check_batch(batch_id=batch_id, now=now, by=by)


def _correct(
    row: ImportRow, texts: Mapping[str, str], skipped: Mapping[int, bool], columns: Collection[str]
) -> bool:
    known = {key: text.replace("\0", "") for key, text in texts.items() if key in columns}
    if any(len(text) > _MAXIMUM_CELL for text in known.values()):
        raise InvalidInput(_("第 %(row)d 行的内容太长") % {"row": row.row_no})
    raw = {**row.raw, **known}
    is_skipped = skipped.get(row.row_no, row.is_skipped)
    is_changed = raw != row.raw or is_skipped != row.is_skipped
    row.raw, row.is_skipped = raw, is_skipped
    return is_changed

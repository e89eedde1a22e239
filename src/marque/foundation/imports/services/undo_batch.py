from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.kinds import UndoneRow
from marque.foundation.imports.models import ImportBatch, RowAction, Stage
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import context_of
from marque.foundation.imports.services.lock_batch import lock_batch
from marque.kernel.errors import NotAvailable

UNDO_WINDOW = timedelta(hours=24)


@transaction.atomic
def undo_batch(*, batch_id: int, now: datetime, by: Any) -> ImportBatch:
    """Take a whole batch back: what it made is removed, what it changed is as before.

    Raises:
        NotAvailable: not imported, or more than 24 hours ago.
        DomainError: something of it is in use elsewhere; nothing is undone.
    """
    batch = lock_batch(batch_id, allowed=frozenset({Stage.DONE}), by=by)
    if batch.imported_at is None or now - batch.imported_at > UNDO_WINDOW:
        raise NotAvailable(_("导入已超过 24 小时，不能再整批撤销"))
    rows = [
        UndoneRow(row.row_no, row.action, row.object_type, row.object_id, row.before)
        for row in batch.rows.filter(action__in=[RowAction.CREATE, RowAction.UPDATE])
    ]
    context = context_of(batch, now=now, by=by)
    get_kind(batch.kind).importer.undo(rows, batch.created_refs, context)
    batch.stage, batch.undone_at = Stage.UNDONE, now
    batch.message = _("整批撤销：%(n)d 行") % {"n": len(rows)}
    batch.save(update_fields=["stage", "undone_at", "message"])
    return batch


def can_undo(batch: ImportBatch, *, now: datetime) -> bool:
    """The undo button is worth showing."""
    is_fresh = batch.imported_at is not None and now - batch.imported_at <= UNDO_WINDOW
    return batch.stage == Stage.DONE and is_fresh

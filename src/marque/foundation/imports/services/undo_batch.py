from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.collecting import uncollected
from marque.foundation.imports.kinds import UndoneRow
from marque.foundation.imports.models import ImportBatch, RowAction, Stage
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import context_of
from marque.foundation.imports.services.keep_comparison import forget_comparisons
from marque.foundation.imports.services.lock_batch import lock_batch
from marque.foundation.imports.services.run_batch import Progress
from marque.foundation.imports.services.start_work import is_large, start_work
from marque.foundation.jobs.models import Job
from marque.kernel.errors import DomainError, NotAvailable

log = logging.getLogger(__name__)

UNDO_WINDOW = timedelta(hours=24)


def start_undo(*, batch_id: int, now: datetime, by: Any) -> ImportBatch:
    """Take a batch back: a small one at once, a large one in the background.

    Raises:
        NotAvailable: not imported, more than 24 hours ago, or being taken back already.
        DomainError: something of it is in use elsewhere; nothing is undone.
    """
    batch = _prepare(batch_id, now=now, by=by)
    if batch.stage == Stage.UNDOING:
        return batch
    return undo_batch(batch_id=batch_id, now=now, by=by)


@transaction.atomic
def _prepare(batch_id: int, *, now: datetime, by: Any) -> ImportBatch:
    """Mark a large batch and queue its job in one transaction; leave a small one as it is."""
    batch = lock_batch(batch_id, allowed=frozenset({Stage.DONE, Stage.UNDOING}), by=by)
    if batch.stage == Stage.UNDOING and not is_stranded(batch):
        raise NotAvailable(_("批次 %(number)s 正在撤销，请等它完成") % {"number": batch.number})
    _refuse_late(batch, now)
    batch.stage = Stage.DONE
    if is_large(batch):
        title = _("撤销导入 %(file)s") % {"file": batch.file_name}
        batch.stage = Stage.UNDOING
        batch.job_id = start_work("undo", by=by, title=title, batch_id=batch.pk).pk
    batch.save(update_fields=["stage", "job_id"])
    return batch


def undo_batch(
    *, batch_id: int, now: datetime, by: Any, progress: Progress | None = None
) -> ImportBatch:
    """Take a whole batch back in one transaction: what it made is removed, what it changed is as
    before.

    A batch that is taken back already stays so, so a repeated job is harmless.

    Raises:
        NotAvailable: not imported, or more than 24 hours ago.
        DomainError: something of it is in use elsewhere; nothing is undone, and the batch may be
            taken back another time.
    """
    try:
        return _undo(batch_id, now=now, by=by, progress=progress)
    except Exception as error:
        if not isinstance(error, DomainError):
            log.exception("the undo of import batch %s broke off", batch_id)
        ImportBatch.objects.filter(pk=batch_id, stage=Stage.UNDOING).update(stage=Stage.DONE)
        raise


@transaction.atomic
@uncollected()
def _undo(batch_id: int, *, now: datetime, by: Any, progress: Progress | None) -> ImportBatch:
    there = frozenset({Stage.DONE, Stage.UNDOING, Stage.UNDONE})
    batch = lock_batch(batch_id, allowed=there, by=by)
    if batch.stage == Stage.UNDONE:
        return batch
    if batch.stage == Stage.DONE:  # one that is claimed was in time when it was asked for
        _refuse_late(batch, now)
    rows = [
        UndoneRow(row.row_no, row.action, row.object_type, row.object_id, row.before)
        for row in batch.rows.filter(action__in=[RowAction.CREATE, RowAction.UPDATE])
    ]
    context = context_of(batch, now=now, by=by)
    if progress is not None:
        context.report = progress
    context.progress(0, len(rows))
    get_kind(batch.kind).importer.undo(rows, batch.created_refs, context)
    context.progress(len(rows), len(rows))
    forget_comparisons(batch)
    batch.stage, batch.undone_at = Stage.UNDONE, now
    batch.message = _("整批撤销：%(n)d 行") % {"n": len(rows)}
    batch.save(update_fields=["stage", "undone_at", "message"])
    return batch


def _refuse_late(batch: ImportBatch, now: datetime) -> None:
    if batch.imported_at is None or now - batch.imported_at > UNDO_WINDOW:
        raise NotAvailable(_("导入已超过 24 小时，不能再整批撤销"))


def is_stranded(batch: ImportBatch) -> bool:
    """The batch waits for a job that is over or gone: nobody will move it any more."""
    job = Job.objects.filter(pk=batch.job_id or 0).first()
    return job is None or job.is_over


def can_undo(batch: ImportBatch, *, now: datetime) -> bool:
    """The undo button is worth showing."""
    is_fresh = batch.imported_at is not None and now - batch.imported_at <= UNDO_WINDOW
    is_there = batch.stage == Stage.DONE or (batch.stage == Stage.UNDOING and is_stranded(batch))
    return is_there and is_fresh

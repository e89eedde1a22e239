from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marque.foundation.imports.collecting import uncollected
from marque.foundation.imports.models import ImportBatch, RowAction, Stage
from marque.foundation.imports.registry import get_kind
from marque.foundation.imports.services.check_batch import (
    context_of,
    count,
    prepared_lines,
)
from marque.foundation.imports.services.keep_comparison import forget_comparisons
from marque.foundation.imports.services.keep_lines import keep_lines, keep_outcome
from marque.foundation.imports.services.lock_batch import lock_batch
from marque.kernel.errors import DomainError, GuardRefused

log = logging.getLogger(__name__)

READY = frozenset({Stage.CHECKED, Stage.RUNNING, Stage.FAILED})
Progress = Callable[[int, int], None]


@transaction.atomic
def claim_batch(*, batch_id: int, by: Any) -> ImportBatch:
    """Mark a checked batch as being imported, so that nobody starts it twice.

    Raises:
        NotAvailable: it is not checked, is running or is already imported.
        GuardRefused: rows have errors and the batch is all or nothing, or nothing is left.
    """
    batch = lock_batch(batch_id, allowed=READY - {Stage.RUNNING}, by=by)
    _check_refusals(batch)
    batch.stage = Stage.RUNNING
    batch.message = ""
    batch.save(update_fields=["stage", "message"])
    return batch


def run_batch(
    *, batch_id: int, now: datetime, by: Any, progress: Progress | None = None
) -> ImportBatch:
    """Import a checked batch: every sound row, in one transaction, or nothing at all.

    The lines are read and checked again, since the data may have changed since the check.
    Running a batch that is already imported changes nothing, so a repeated job is harmless.

    Raises:
        DomainError: nothing was imported; the batch says why.
    """
    try:
        return _run(batch_id, now=now, by=by, progress=progress)
    except DomainError as error:
        fail_batch(batch_id=batch_id, reason=str(error))
        raise
    except Exception:
        log.exception("import batch %s broke off", batch_id)
        fail_batch(batch_id=batch_id, reason=_("导入时发生意外错误，没有写入任何数据"))
        raise


@transaction.atomic
@uncollected()
def _run(batch_id: int, *, now: datetime, by: Any, progress: Progress | None) -> ImportBatch:
    batch = lock_batch(batch_id, allowed=READY | {Stage.DONE}, by=by)
    if batch.stage == Stage.DONE:
        return batch
    context = context_of(batch, now=now, by=by)
    if progress is not None:
        context.report = progress
    lines = prepared_lines(batch, context)
    writing = {RowAction.CREATE, RowAction.UPDATE}
    sound = [line for line in lines if line.action in writing]
    count(batch, lines)
    _check_refusals(batch)
    kind = get_kind(batch.kind)
    kind.importer.apply(sound, context)
    keep = keep_lines if kind.is_structured else keep_outcome
    keep(batch, lines)
    forget_comparisons(batch)
    batch.created_refs = context.created_refs
    batch.stage = Stage.DONE
    batch.imported_at = now
    batch.message = _outcome(batch)
    batch.save()
    return batch


def _check_refusals(batch: ImportBatch) -> None:
    if batch.quantity_refused and batch.is_all_or_nothing:
        raise GuardRefused(
            ngettext(
                "%(n)d 行有错误，按“有错误时整批不导入”，一行也没有导入",
                "%(n)d 行有错误，按“有错误时整批不导入”，一行也没有导入",
                batch.quantity_refused,
            )
            % {"n": batch.quantity_refused}
        )
    if batch.quantity_refused + batch.quantity_skipped == batch.quantity_rows:
        raise GuardRefused(_("没有可以导入的行"))


def _outcome(batch: ImportBatch) -> str:
    return _("新增 %(c)d，更新 %(u)d，无变化 %(s)d，未导入 %(r)d") % {
        "c": batch.quantity_created,
        "u": batch.quantity_updated,
        "s": batch.quantity_unchanged,
        "r": batch.quantity_refused + batch.quantity_skipped,
    }


def fail_batch(*, batch_id: int, reason: str) -> None:
    """Write down, outside the undone transaction, that nothing was imported."""
    ImportBatch.objects.filter(pk=batch_id).exclude(stage__in=[Stage.DONE, Stage.UNDONE]).update(
        stage=Stage.FAILED, message=reason[:300]
    )

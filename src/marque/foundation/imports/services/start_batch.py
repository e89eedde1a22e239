from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.models import ImportBatch, Stage
from marque.foundation.imports.services.lock_batch import lock_batch
from marque.foundation.imports.services.run_batch import READY, claim_batch, run_batch
from marque.foundation.imports.services.start_work import is_large, start_work


def start_batch(*, batch_id: int, now: datetime, by: Any) -> ImportBatch:
    """Import a checked batch: a small one at once, a large one in the background.

    Raises:
        DomainError: nothing was imported, and the batch says why.
    """
    batch = _prepare(batch_id, by=by)
    if batch.stage == Stage.RUNNING:
        return batch
    return run_batch(batch_id=batch_id, now=now, by=by)


@transaction.atomic
def _prepare(batch_id: int, *, by: Any) -> ImportBatch:
    """Claim a large batch and queue its job in one transaction; leave a small one as it is."""
    batch = lock_batch(batch_id, allowed=READY - {Stage.RUNNING}, by=by)
    if not is_large(batch):
        return batch
    batch = claim_batch(batch_id=batch_id, by=by)
    title = _("导入 %(file)s") % {"file": batch.file_name}
    batch.job_id = start_work("run", by=by, title=title, batch_id=batch.pk).pk
    batch.save(update_fields=["job_id"])
    return batch

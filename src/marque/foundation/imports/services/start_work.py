from __future__ import annotations

from typing import Any

from marque.foundation.access.authority import acting_post
from marque.foundation.imports.models import ImportBatch
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.services import start_job

ROWS_AT_ONCE = 500
"""Batches up to this size are imported, taken back and compared while the person waits."""


def is_large(batch: ImportBatch) -> bool:
    """Whether what is done with the batch is left to the worker."""
    return batch.quantity_rows > ROWS_AT_ONCE


def start_work(act: str, *, by: Any, title: str, batch_id: int) -> Job:
    """Queue an act on a batch (``run``, ``undo`` or ``compare``) in the caller's transaction.

    It is done with the rights that the person has then, in the post acted in now.
    """
    post = acting_post(by)
    return start_job(
        f"imports.{act}",
        f"imports.{act}_batch",
        by=by,
        title=title,
        batch_id=batch_id,
        post=post.pk if post else None,
    )

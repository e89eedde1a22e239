from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.imports.comparison import Comparison
from marque.foundation.imports.models import ImportBatch, ImportComparison
from marque.foundation.imports.services.compare_batch import check_comparable, compare_batch
from marque.foundation.imports.services.keep_comparison import keep_comparison, read_comparison
from marque.foundation.imports.services.run_batch import Progress
from marque.foundation.imports.services.start_work import is_large, start_work
from marque.foundation.jobs.models import Job, JobStatus


def find_comparison(batch: ImportBatch, by: Any) -> ImportComparison | None:
    """The person's own comparison of the batch, finished or not: each reaches as far as they."""
    return ImportComparison.objects.filter(batch=batch, created_by=by).first()


def job_of(kept: ImportComparison | None) -> Job | None:
    """The job that makes a comparison, or made it."""
    return Job.objects.filter(pk=kept.job_id or 0).first() if kept else None


def comparison_of(
    batch: ImportBatch, kept: ImportComparison | None, *, now: datetime, by: Any
) -> Comparison | None:
    """What is found now in a small batch, and what the worker found in a large one.

    None when the worker was not asked, is at it, or broke off.  Raises as `compare_batch`.
    """
    if not is_large(batch):
        return compare_batch(batch=batch, now=now, by=by)
    check_comparable(batch, by)
    job = job_of(kept)
    is_done = job is not None and job.status == JobStatus.DONE
    return read_comparison(kept, batch) if kept and kept.found and is_done else None


@transaction.atomic
def start_comparison(*, batch: ImportBatch, by: Any) -> ImportComparison:
    """Have the worker compare a batch with the records; one that is on its way is not doubled.

    Raises as `compare_batch`.
    """
    check_comparable(batch, by)
    ImportBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    kept, _made = ImportComparison.objects.get_or_create(batch=batch, created_by=by)
    job = job_of(kept)
    if job is not None and not job.is_over:
        return kept
    title = _("对照 %(file)s") % {"file": batch.file_name}
    kept.job_id = start_work("compare", by=by, title=title, batch_id=batch.pk).pk
    kept.save(update_fields=["job_id"])
    return kept


def run_comparison(
    *, batch_id: int, job_id: int, now: datetime, by: Any, progress: Progress | None = None
) -> bool:
    """Compare and keep what was found; False when nobody waits for it any more.

    Writes nothing but the finding, and may be repeated.  Raises as `compare_batch`.
    """
    batch: ImportBatch = ImportBatch.objects.get(pk=batch_id)
    kept = ImportComparison.objects.filter(batch=batch, created_by=by, job_id=job_id).first()
    if kept is None:
        return False
    comparison = compare_batch(batch=batch, now=now, by=by, progress=progress)
    return keep_comparison(kept, comparison, now=now)

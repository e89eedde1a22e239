"""What the worker does for imports."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accountsets.schemas import current_schema, within
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.foundation.notifications.services import notify

_SECONDS_BETWEEN = 0.5


class ProgressWriter:
    """Writes a job's progress through a connection of its own.

    The import is one transaction, so what its own connection writes is seen only at the end.
    """

    def __init__(self, job: Job) -> None:
        self._job = job
        self._schema = current_schema()
        self._pool = ThreadPoolExecutor(max_workers=1)
        self._last = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._pool.shutdown(wait=True)

    def __call__(self, done: int, total: int) -> None:
        """Show how far the work is, at most twice a second."""
        if time.monotonic() - self._last >= _SECONDS_BETWEEN or done == total:
            self._last = time.monotonic()
            self._pool.submit(self._write, done, total)

    def _write(self, done: int, total: int) -> None:
        try:
            with within(self._schema):
                Job.objects.filter(pk=self._job.pk).update(done=done, total=total)
        finally:
            connection.close()


@background("imports.run_batch")
def import_in_background(job: Job, *, batch_id: int) -> None:
    """Import a claimed batch; running it twice imports it once."""
    with ProgressWriter(job) as progress:
        batch = run_batch(batch_id=batch_id, now=timezone.now(), by=job.owner, progress=progress)
    job.done = job.total = batch.quantity_rows
    job.message = batch.message
    notify(
        [job.owner],
        kind="notice",
        title=_("%(file)s 导入完成：%(message)s")
        % {"file": batch.file_name, "message": batch.message},
        url=batch.get_absolute_url(),
        record=batch.number,
    )

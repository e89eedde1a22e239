"""What the worker does for imports."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Self

from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from marque.accountsets.schemas import current_schema, within
from marque.foundation.access.authority import act_in
from marque.foundation.imports.models import ImportBatch
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.imports.services.start_comparison import run_comparison
from marque.foundation.imports.services.undo_batch import undo_batch
from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.foundation.notifications.services import notify
from marque.kernel.errors import DomainError
from marque.organisation.models import Post

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


@contextmanager
def _as_owner(job: Job, post: int | None) -> Iterator[ProgressWriter]:
    """Work in the name of whoever asked, in the post acted in then, in their language."""
    owner = job.owner
    if post is not None:
        act_in(owner, Post.objects.filter(pk=post, employee__user=owner).first())
    with translation.override(owner.language or "zh-hans"), ProgressWriter(job) as progress:
        yield progress


def _tell(job: Job, batch: ImportBatch, title: str, url: str = "") -> None:
    url = url or batch.get_absolute_url()
    notify([job.owner], kind="notice", title=title, url=url, record=batch.number)


@background("imports.run_batch")
def import_in_background(job: Job, *, batch_id: int, post: int | None = None) -> None:
    """Import a claimed batch; running it twice imports it once."""
    with _as_owner(job, post) as progress:
        batch = run_batch(batch_id=batch_id, now=timezone.now(), by=job.owner, progress=progress)
        told = {"file": batch.file_name, "message": batch.message}
        _tell(job, batch, _("%(file)s 导入完成：%(message)s") % told)
    job.done = job.total = batch.quantity_rows
    job.message = batch.message


@background("imports.undo_batch")
def undo_in_background(job: Job, *, batch_id: int, post: int | None = None) -> None:
    """Take a batch back; running it twice takes it back once, a refusal leaves it as it is."""
    with _as_owner(job, post) as progress:
        try:
            batch = undo_batch(
                batch_id=batch_id, now=timezone.now(), by=job.owner, progress=progress
            )
        except DomainError as error:
            batch = ImportBatch.objects.get(pk=batch_id)
            told = {"file": batch.file_name, "message": error}
            _tell(job, batch, _("%(file)s 没有撤销：%(message)s") % told)
            raise
        told = {"file": batch.file_name, "message": batch.message}
        _tell(job, batch, _("%(file)s 撤销完成：%(message)s") % told)
    job.done = job.total = batch.quantity_rows
    job.message = batch.message


@background("imports.compare_batch")
def compare_in_background(job: Job, *, batch_id: int, post: int | None = None) -> None:
    """Compare a batch with the records and keep what was found; may be repeated."""
    with _as_owner(job, post) as progress:
        is_wanted = run_comparison(
            batch_id=batch_id, job_id=job.pk, now=timezone.now(), by=job.owner, progress=progress
        )
        batch = ImportBatch.objects.select_related("store").get(pk=batch_id)
        if is_wanted:
            kwargs = {"store": batch.store.code if batch.store else "hq", "number": batch.number}
            url = reverse("imports:batch_compare", kwargs=kwargs)
            _tell(job, batch, _("%(file)s 对照完成") % {"file": batch.file_name}, url)
    job.done = job.total = batch.quantity_rows

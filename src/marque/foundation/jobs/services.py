"""Start work in the background."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from marque.accountsets.schemas import current_schema
from marque.foundation.jobs.models import Job


@transaction.atomic
def start_job(kind: str, work: str, *, by: Any, title: str = "", **args: Any) -> Job:
    """Write the job down and queue it in the same transaction; `args` must be plain JSON."""
    job = Job.objects.create(kind=kind, title=title[:120], owner=by)
    app.configure_task("marque.run_job", queue="jobs").defer(
        books=current_schema(), job_id=job.pk, work=work, args=args
    )
    return job

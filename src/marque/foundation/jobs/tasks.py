"""Background tasks: registered by the apps, run by the worker inside the right account set.

    @background("ui.export_list")
    def export_list(job: Job, **args: Any) -> None: ...

A task may run twice after a crash (`kill -9` of the worker), so it must be safe to repeat.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Any

from asgiref.sync import sync_to_async
from croniter import croniter
from django.apps import apps
from django.db import connection, transaction
from django.utils import timezone, translation
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext as _
from procrastinate import App

from marque.accountsets.models import AccountSet
from marque.accountsets.schemas import within
from marque.foundation.audit.actor import acting_as
from marque.foundation.jobs.models import Job, JobStatus
from marque.foundation.live.publish import publish
from marque.kernel.errors import DomainError

logger = logging.getLogger(__name__)
Work = Callable[..., None]
Periodic = tuple[str, str, Callable[[], Any]]
_works: dict[str, Work] = {}
_cron: Any = croniter


def background(name: str) -> Callable[[Work], Work]:
    """Register a task under a name that survives restarts."""

    def register(work: Work) -> Work:
        _works[name] = work
        return work

    return register


def on_app_ready(app: App) -> None:
    """Give procrastinate its tasks: one that runs jobs, one a minute, and those of the apps."""
    for config in apps.get_app_configs():
        if config.name.startswith("marque.") and module_has_submodule(config.module, "tasks"):
            getattr(import_module(f"{config.name}.tasks"), "register_tasks", lambda _app: None)(app)

    @app.task(name="marque.run_job", queue="jobs")
    def run_job_task(books: str, job_id: int, work: str, args: dict[str, Any]) -> None:
        with within(books):
            run_job(job_id, work, args)

    @app.periodic(cron="* * * * *", periodic_id="minute")
    @app.task(name="marque.every_minute", queueing_lock="every_minute", pass_context=True)
    async def every_minute(_context: Any, timestamp: int) -> None:
        await sweep_stalled(app)
        await sync_to_async(run_periodic, thread_sensitive=False)(timestamp)


async def sweep_stalled(app: App) -> None:
    """Jobs of a worker that was killed are taken up again."""
    for job in await app.job_manager.get_stalled_jobs():
        await app.job_manager.retry_job(job, retry_at=timezone.now())


def run_job(job_id: int, work: str, args: dict[str, Any]) -> None:
    """Run one job to its end, whatever that is; a finished one is not run again."""
    job = Job.objects.select_related("owner").get(pk=job_id)
    if job.is_over:
        return
    job.status, job.started_at = JobStatus.RUNNING, timezone.now()
    job.save(update_fields=["status", "started_at"])
    try:
        with acting_as(job.owner, source=f"job:{job.kind}"):
            _works[work](job, **args)
    except DomainError as error:
        _finish(job, JobStatus.FAILED, str(error))
    except Exception:
        logger.exception("job %s failed", job_id)
        with translation.override(job.owner.language or "zh-hans"):
            problem = _("任务出错，编号 J%(number)s，请联系管理员") % {"number": job.pk}
        _finish(job, JobStatus.FAILED, problem)
    else:
        _finish(job, JobStatus.DONE, job.message)


def _finish(job: Job, status: str, message: str) -> None:
    with transaction.atomic():
        job.status, job.message, job.finished_at = status, message[:500], timezone.now()
        job.save()
        publish(f"job:{job.pk}", "job:changed", status=str(status))
        publish(f"bell:{job.owner_id}", "bell", title=job.title)


def run_periodic(timestamp: int) -> None:
    """Run what is due this minute in every open account set."""
    minute = datetime.fromtimestamp(timestamp, tz=timezone.get_current_timezone())
    for books in AccountSet.objects.open():
        for cron, name, work in periodic_works():
            if not _is_due(cron, minute):
                continue
            try:
                with within(books.schema_name), acting_as(None, source=f"cron:{name}"):
                    work()
            except Exception:
                logger.exception("%s in %s", name, books.code)
                connection.close()


def periodic_works() -> list[Periodic]:
    """All `PERIODIC` tuples that the apps declare in their `tasks.py`."""
    return [
        entry
        for config in apps.get_app_configs()
        if config.name.startswith("marque.") and module_has_submodule(config.module, "tasks")
        for entry in getattr(import_module(f"{config.name}.tasks"), "PERIODIC", ())
    ]


def _is_due(cron: str, minute: Any) -> bool:
    return bool(_cron.match(cron, minute))

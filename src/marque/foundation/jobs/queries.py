"""What the queue knows of a job that people wait for."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from marque.accountsets.schemas import current_schema
from marque.foundation.jobs.models import Job, JobStatus

SILENT = timedelta(seconds=15)
"""A worker says every ten seconds that it is alive."""
IN_QUEUE = """
SELECT j.status::text, w.last_heartbeat
  FROM procrastinate_jobs j LEFT JOIN procrastinate_workers w ON w.id = j.worker_id
 WHERE j.task_name = 'marque.run_job' AND j.args->>'job_id' = %s AND j.args->>'books' = %s
 ORDER BY j.id DESC LIMIT 1
"""
LAST_SIGN = "SELECT max(last_heartbeat) FROM procrastinate_workers"


def trouble_of(job: Job, *, now: datetime) -> str:
    """Why an unfinished job does not move at the moment, in one sentence; empty if it does."""
    if job.is_over:
        return ""
    row = _row(IN_QUEUE, [str(job.pk), current_schema()])
    if row is None:
        return ""
    status, heard = row
    if job.status == JobStatus.RUNNING and (status != "doing" or _is_silent(heard, now)):
        return _("执行任务的进程中断了，系统会在一分钟内自动重新执行，请稍候")
    waits_alone = job.status == JobStatus.WAITING and _is_silent(_row(LAST_SIGN, [])[0], now)
    return _("后台服务没有运行，任务会在它启动后开始；请通知管理员") if waits_alone else ""


def _is_silent(heard: datetime | None, now: datetime) -> bool:
    return heard is None or now - heard > SILENT


def _row(sql: str, parameters: list[str]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchone()

"""Run background jobs until stopped."""

from __future__ import annotations

import asyncio
from typing import Any

from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

from marque.foundation.jobs.tasks import sweep_stalled

CONCURRENCY = 2
_app: Any = app


class Command(BaseCommand):
    help = "运行后台任务"

    def handle(self, *args: Any, **options: Any) -> None:
        asyncio.run(self._work())

    async def _work(self) -> None:
        worker_app = _app.with_connector(_app.connector.get_worker_connector())
        async with worker_app.open_async():
            await sweep_stalled(worker_app)
            await worker_app.run_worker_async(concurrency=CONCURRENCY, fetch_job_polling_interval=2)

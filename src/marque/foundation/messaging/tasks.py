"""Sending in the background, and what waits for the end of the quiet hours."""

from __future__ import annotations

from typing import Any

from django.utils import translation

from marque.foundation.jobs.models import Job
from marque.foundation.jobs.tasks import background
from marque.foundation.messaging.models import BatchStatus, MessageBatch
from marque.foundation.messaging.quiet import is_quiet
from marque.foundation.messaging.services.compose_batch import start_sending
from marque.foundation.messaging.services.send_batch import send_batch
from marque.kernel import clock


@background("messaging.send_batch")
def send(job: Job, **args: Any) -> None:
    """Send a batch; may run again after a crash."""
    batch = MessageBatch.objects.select_related("store", "by").get(pk=args["batch"])
    with translation.override("zh-hans"):
        send_batch(batch=batch, job=job)


def resume_waiting() -> None:
    """Start what waited for the end of the quiet hours."""
    now = clock.now()
    for batch in MessageBatch.objects.filter(status=BatchStatus.WAITING).select_related("store"):
        if not is_quiet(batch.purpose, store=batch.store, now=now):
            start_sending(batch)


PERIODIC = (("*/5 * * * *", "messaging.resume_waiting", resume_waiting),)

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "marque.foundation.jobs"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        """Only whoever started a job hears of it."""
        from marque.foundation.jobs.models import Job
        from marque.foundation.live.topics import register_topic

        register_topic(
            "job",
            lambda user, name: (
                name.isdecimal() and Job.objects.filter(pk=int(name), owner=user).exists()
            ),
        )

"""Work in the background that people wait for: exports, imports, account sets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class JobStatus(models.TextChoices):
    WAITING = "waiting", _("排队中")
    RUNNING = "running", _("进行中")
    DONE = "done", _("已完成")
    FAILED = "failed", _("失败")


class Job(models.Model):
    """One piece of work with its progress and its result."""

    kind = models.CharField(_("任务"), max_length=60)
    title = models.CharField(_("内容"), max_length=120, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=JobStatus, default=JobStatus.WAITING
    )
    done = models.PositiveIntegerField(_("已完成"), default=0)
    total = models.PositiveIntegerField(_("总数"), default=0)
    message = models.CharField(_("说明"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发起人")
    )
    result_file = models.FileField(upload_to="jobs/%Y/%m/", max_length=300, blank=True)
    result_name = models.CharField(max_length=200, blank=True)
    errors_file = models.FileField(upload_to="jobs/%Y/%m/", max_length=300, blank=True)
    created_at = models.DateTimeField(_("创建时间"), auto_now_add=True)
    started_at = models.DateTimeField(_("开始时间"), null=True, blank=True)
    finished_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("后台任务")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("jobs:detail", args=[self.pk])

    @property
    def percent(self) -> int:
        return min(100, self.done * 100 // self.total) if self.total else 0

    @property
    def is_over(self) -> bool:
        return self.status in {JobStatus.DONE, JobStatus.FAILED}

    def progress(self, done: int, total: int | None = None, message: str = "") -> None:
        """Show how far it is; cheap enough to call every few hundred rows."""
        self.done = done
        self.total = total if total is not None else self.total
        self.message = message or self.message
        self.save(update_fields=["done", "total", "message"])

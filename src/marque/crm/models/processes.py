"""Processes 进程: the steps of a sales task: action, day, executor, result (LED-15)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marque.crm.models.belonging import OfStore
from marque.crm.models.leads import word
from marque.crm.models.tasks import SalesTask, of_seen_tasks, visible_or_shared
from marque.crm.words import STAGE, TASK_ACTION, TASK_FLAG
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields


class ProcessTemplate(models.Model):
    """A usual step: what is done, how soon, and the stage that its completion leads to (PLT-19)."""

    name = models.CharField(_("进程名称"), max_length=60, unique=True)
    action = word(TASK_ACTION, _("执行动作"), null=False)
    stage = word(STAGE, _("完成后进入阶段"))
    days = models.PositiveSmallIntegerField(_("几天后执行"), default=1)
    prompt_hours = models.PositiveSmallIntegerField(_("提前提示（小时）"), default=2)
    position = models.PositiveSmallIntegerField(_("顺序"), default=10)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("进程模板")
        verbose_name_plural = _("进程模板")
        ordering = ("position", "pk")
        constraints = (
            models.CheckConstraint(condition=~Q(name=""), name="process_template_has_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ProcessQuerySet(ScopedQuerySet):
    """Processes; whoever sees the task sees all of its processes."""

    def visible_to(self, user: Any) -> Self:
        """Within the scope of the reader, and those of tasks that the reader sees."""
        rows: Self = visible_or_shared(self, user, of_seen_tasks(user))
        return rows

    def pending(self) -> Self:
        """Those that are still to be done."""
        return self.filter(done_at__isnull=True, cancelled_at__isnull=True)

    def overdue(self, *, now: datetime) -> Self:
        """Those that should have been done."""
        return self.pending().filter(planned_at__lt=now)

    def to_prompt(self, *, now: datetime) -> Self:
        """Those whose executor has to be told by now and was not."""
        return self.pending().filter(prompted_at__isnull=True, prompt_at__lte=now)

    def with_details(self) -> Self:
        """With all that a row shows."""
        return self.select_related(
            "task__customer", "task__store", "action", "flag", "executor", "stage"
        )


class Process(OfStore):
    """One step of a task (进程).  Its completion moves the task to `stage` where one is named."""

    VIEW_RIGHT: ClassVar[str] = "crm.view_task"
    SCOPE: ClassVar[ScopeFields] = ScopeFields("executor", "department", "store")

    task = models.ForeignKey(
        SalesTask, on_delete=models.PROTECT, related_name="processes", verbose_name=_("销售任务")
    )
    template = models.ForeignKey(
        ProcessTemplate, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    executor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="processes",
        verbose_name=_("执行人"),
    )
    action = word(TASK_ACTION, _("执行动作"), null=False)
    flag = word(TASK_FLAG, _("标志"), null=False)
    stage = word(STAGE, _("完成后进入阶段"))
    title = models.CharField(_("进程内容"), max_length=120)
    planned_at = models.DateTimeField(_("计划时间"))
    prompt_at = models.DateTimeField(_("提示时间"))
    prompted_at = models.DateTimeField(_("已提示"), null=True, blank=True)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("完成人"),
    )
    result = models.CharField(_("执行结果"), max_length=500, blank=True)
    cancelled_at = models.DateTimeField(_("取消时间"), null=True, blank=True)
    created_at = models.DateTimeField(_("创建时间"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售进程")
        verbose_name_plural = _("销售进程")
        ordering = ("-planned_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-planned_at", "-id"), name="process_by_store"),
            models.Index(fields=("executor", "-planned_at", "-id"), name="process_by_executor"),
            models.Index(fields=("task", "-planned_at"), name="process_by_task"),
            models.Index(
                fields=("prompt_at",),
                condition=Q(
                    done_at__isnull=True, cancelled_at__isnull=True, prompted_at__isnull=True
                ),
                name="process_to_prompt",
            ),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="process_has_a_title"),
            models.CheckConstraint(
                condition=Q(prompt_at__lte=F("planned_at")), name="process_prompts_ahead"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True, done_by=None)
                | (Q(done_at__isnull=False, done_by__isnull=False) & ~Q(result="")),
                name="done_process_has_a_result",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(cancelled_at__isnull=True),
                name="cancelled_process_is_not_done",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_pending(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None and self.cancelled_at is None

"""Opportunities 销售机会 and sales tasks 销售任务: who, how much, which stage (LED-13, LED-14)."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.crm.models.leads import word
from marque.crm.words import END_REASON, SOURCE, STAGE, TASK_FLAG, TASK_KIND, TASK_STATE
from marque.crm.workflow import (
    OPPORTUNITY_WORKFLOW,
    TASK_WORKFLOW,
    OpportunityStatus,
    TaskStatus,
)
from marque.foundation.access.authority import authority_of
from marque.foundation.access.querysets import rows_within
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow


def visible_or_shared(rows: Any, user: Any, shared: Q) -> Any:
    """The rows within the reader's scope, and those that others share with the reader."""
    authority = authority_of(user)
    scope = authority.scope(rows.model.VIEW_RIGHT)
    if scope is None:
        return rows.none()
    within = rows_within(scope, rows.model.SCOPE, user, authority.post)
    return rows.filter(within | shared) if within else rows  # no condition: everything


def of_seen_tasks(user: Any) -> Q:
    """Parts of the tasks that a reader may see, whoever they belong to."""
    return Q(task__in=SalesTask.objects.visible_to(user).order_by().values("pk"))


def _customer(related_name: str) -> Any:
    return models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name=related_name,
        verbose_name=_("客户/代理"),
    )


def _lead(related_name: str) -> Any:
    return models.ForeignKey(
        "crm.Lead",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name=related_name,
        verbose_name=_("线索"),
    )


def _trim() -> Any:
    return models.ForeignKey(
        "catalog.Trim",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("意向车型"),
    )


def _amount() -> Any:
    return models.DecimalField(_("预计金额"), max_digits=14, decimal_places=2, default=0)


class Opportunity(Document):
    """A chance to sell that nobody works on as a task yet (销售机会)."""

    VIEW_RIGHT: ClassVar[str] = "crm.view_task"
    ACT_RIGHTS: ClassVar[tuple[str, ...]] = ("crm.edit_task", "crm.assign_task")
    WORKFLOW: ClassVar[Workflow] = OPPORTUNITY_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=OpportunityStatus, default=OpportunityStatus.OPEN
    )
    customer = _customer("opportunities")
    lead = _lead("opportunities")
    title = models.CharField(_("主题"), max_length=80)
    source = word(SOURCE, _("来源"))
    stage = word(STAGE, _("销售阶段"), null=False)
    trim = _trim()
    amount_expected = _amount()
    expected_on = models.DateField(_("预计成交日期"), null=True, blank=True)
    need = models.CharField(_("需求"), max_length=500, blank=True)
    drop_reason = models.CharField(_("放弃原因"), max_length=200, blank=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售机会")
        verbose_name_plural = _("销售机会")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-id"), name="opportunity_by_store"),
            models.Index(fields=("owner", "-id"), name="opportunity_by_owner"),
            models.Index(fields=("customer", "-id"), name="opportunity_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="opportunity_has_a_title"),
            models.CheckConstraint(
                condition=Q(amount_expected__gte=0), name="opportunity_amount_is_not_negative"
            ),
            models.CheckConstraint(
                condition=~Q(status=OpportunityStatus.DROPPED) | ~Q(drop_reason=""),
                name="dropped_opportunity_says_why",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The page of the opportunity in its own store."""
        return reverse(
            "crm:opportunity_detail", kwargs={"store": self.store.code, "number": self.number}
        )


class TaskOrigin(models.TextChoices):
    """Where a sales task comes from (LED-17)."""

    MANUAL = "manual", _("直接新增")
    OPPORTUNITY = "opportunity", _("销售机会")
    CAMPAIGN = "campaign", _("市场活动")
    FEEDBACK = "feedback", _("客户反馈")


class SalesTaskQuerySet(DocumentQuerySet):
    """Sales tasks; whoever works on one sees it, whoever owns it."""

    def visible_to(self, user: Any) -> Self:
        """Within the scope of the reader, and those that the reader is a member of."""
        mine = TaskMember.objects.filter(user=user).values("task")
        rows: Self = visible_or_shared(self, user, Q(pk__in=mine))
        return rows

    def open(self) -> Self:
        """Those that are worked on."""
        return self.filter(status=TaskStatus.OPEN)

    def with_details(self) -> Self:
        """With all that a row shows."""
        return self.select_related("customer", "owner", "store", "stage", "state", "flag", "kind")


class SalesTask(Document):
    """What several people do to sell something to a customer or an agent (销售任务).

    `status` says whether it is worked on and how it ended; `state` is a word that administrators
    edit.  The stage carries the success rate of the forecast.
    """

    VIEW_RIGHT: ClassVar[str] = "crm.view_task"
    ACT_RIGHTS: ClassVar[tuple[str, ...]] = ("crm.edit_task", "crm.assign_task")
    WORKFLOW: ClassVar[Workflow] = TASK_WORKFLOW

    status = models.CharField(_("结果"), max_length=30, choices=TaskStatus, default=TaskStatus.OPEN)
    customer = _customer("sales_tasks")
    lead = _lead("sales_tasks")
    opportunity = models.OneToOneField(
        Opportunity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="task",
        verbose_name=_("销售机会"),
    )
    title = models.CharField(_("任务主题"), max_length=80)
    origin = models.CharField(
        _("任务来源"), max_length=12, choices=TaskOrigin, default=TaskOrigin.MANUAL
    )
    origin_note = models.CharField(_("来源说明"), max_length=120, blank=True)
    kind = word(TASK_KIND, _("任务属性"))
    state = word(TASK_STATE, _("任务状态"), null=False)
    flag = word(TASK_FLAG, _("标志"), null=False)
    stage = word(STAGE, _("销售阶段"), null=False)
    trim = _trim()
    amount_expected = _amount()
    due_on = models.DateField(_("计划完成"), null=True, blank=True)
    content = models.CharField(_("任务内容"), max_length=1000, blank=True)
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)
    end_reason = word(END_REASON, _("结束原因"))
    end_note = models.CharField(_("结束说明"), max_length=200, blank=True)

    objects: ClassVar[Any] = SalesTaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售任务")
        verbose_name_plural = _("销售任务")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-id"), name="sales_task_by_store"),
            models.Index(fields=("owner", "status", "due_on"), name="sales_task_by_owner"),
            models.Index(fields=("store", "status", "due_on"), name="sales_task_by_store_due"),
            models.Index(fields=("customer", "-id"), name="sales_task_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(title=""), name="sales_task_has_a_title"),
            models.CheckConstraint(
                condition=Q(amount_expected__gte=0), name="sales_task_amount_is_not_negative"
            ),
            models.CheckConstraint(
                condition=Q(origin=TaskOrigin.OPPORTUNITY, opportunity__isnull=False)
                | (~Q(origin=TaskOrigin.OPPORTUNITY) & Q(opportunity__isnull=True)),
                name="task_of_an_opportunity_names_it",
            ),
            models.CheckConstraint(
                condition=Q(status=TaskStatus.OPEN, ended_at__isnull=True)
                | (
                    ~Q(status=TaskStatus.OPEN) & Q(ended_at__isnull=False, end_reason__isnull=False)
                ),
                name="ended_task_says_when_and_why",
            ),
        ]

    def get_absolute_url(self) -> str:
        """The page of the task in its own store."""
        return reverse("crm:task_detail", kwargs={"store": self.store.code, "number": self.number})

    @property
    def is_open(self) -> bool:
        """Whether somebody works on it."""
        return self.status == TaskStatus.OPEN

    def is_late(self, *, today: date) -> bool:
        """Whether it should have been finished before today."""
        return self.is_open and self.due_on is not None and self.due_on < today


class TaskMember(models.Model):
    """Somebody who works on a task, with a share of it in percent; all shares make 100."""

    task = models.ForeignKey(SalesTask, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="task_memberships",
        verbose_name=_("成员"),
    )
    rate_share = models.DecimalField(_("分成 %"), max_digits=5, decimal_places=2, default=0)
    duty = models.CharField(_("分工"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("任务成员")
        ordering = ("-rate_share", "pk")
        indexes = (models.Index(fields=("user", "task"), name="task_member_by_user"),)
        constraints = (
            models.UniqueConstraint(fields=("task", "user"), name="one_membership_a_task"),
            models.CheckConstraint(
                condition=Q(rate_share__gte=0, rate_share__lte=100), name="share_is_a_percentage"
            ),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.user_id} {self.rate_share}"


class StageChange(models.Model):
    """A task entered a stage, by a completed process or by hand (LED-15)."""

    task = models.ForeignKey(SalesTask, on_delete=models.CASCADE, related_name="stage_changes")
    from_stage = word(STAGE, _("原阶段"))
    to_stage = word(STAGE, _("新阶段"), null=False)
    process = models.ForeignKey(
        "crm.Process", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(_("时间"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("阶段变更")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.task_id}: {self.from_stage_id} → {self.to_stage_id}"


class TaskCompetitor(models.Model):
    """Who else the customer of a task talks to, about which car and at what price (LED-19)."""

    task = models.ForeignKey(SalesTask, on_delete=models.CASCADE, related_name="rivals")
    competitor = models.ForeignKey(
        "parties.Competitor",
        on_delete=models.PROTECT,
        related_name="sales_tasks",
        verbose_name=_("竞争对手"),
    )
    car = models.CharField(_("竞品车型"), max_length=60, blank=True)
    amount_price = models.DecimalField(
        _("竞品报价"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    note = models.CharField(_("优劣势"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("任务竞争对手")
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("task", "competitor"), name="one_rival_a_task"),
        )

    def __str__(self) -> str:
        return f"{self.task_id} {self.competitor_id}"

"""Sales activities 销售活动 and the calls, visits and messages inside one (LED-10, LED-11)."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.crm.models.belonging import OfStore
from marque.crm.models.leads import Lead, word
from marque.crm.models.tasks import SalesTask, of_seen_tasks, visible_or_shared
from marque.crm.words import ACTIVITY_METHOD, ACTIVITY_TYPE, STAGE, WAY
from marque.foundation.access.querysets import ScopedQuerySet, ScopeFields


class ActivityQuerySet(ScopedQuerySet):
    """Activities; whoever sees the task that one belongs to sees it on the page of the task."""

    def visible_to(self, user: Any) -> Self:
        """Within the scope of the reader, and those of tasks that the reader sees."""
        rows: Self = visible_or_shared(self, user, of_seen_tasks(user))
        return rows


class Activity(OfStore):
    """Something planned with a customer, from when to when, by whom (销售活动)."""

    VIEW_RIGHT: ClassVar[str] = "crm.view_task"
    SCOPE: ClassVar[ScopeFields] = ScopeFields("owner", "department", "store")

    number = models.CharField(_("编号"), max_length=30, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="activities",
        verbose_name=_("负责人"),
    )
    name = models.CharField(_("活动名称"), max_length=80)
    type = word(ACTIVITY_TYPE, _("活动类型"), null=False)
    method = word(ACTIVITY_METHOD, _("活动方式"), null=False)
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    content = models.CharField(_("活动内容"), max_length=1000, blank=True)
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("客户"),
    )
    contact = models.ForeignKey(
        "parties.Contact",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("联系人"),
    )
    lead = models.ForeignKey(
        Lead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("意向（线索）"),
    )
    task = models.ForeignKey(
        SalesTask,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="activities",
        verbose_name=_("销售任务"),
    )
    stage = word(STAGE, _("销售阶段"))
    created_at = models.DateTimeField(_("创建时间"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    objects: ClassVar[Any] = ActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("销售活动")
        verbose_name_plural = _("销售活动")
        ordering = ("-starts_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-starts_at", "-id"), name="activity_by_store"),
            models.Index(fields=("owner", "-starts_at", "-id"), name="activity_by_owner"),
            models.Index(fields=("customer", "-starts_at"), name="activity_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=~Q(name=""), name="activity_has_a_name"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="activity_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=True) | Q(customer__isnull=False),
                name="contact_of_an_activity_has_a_customer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the activity in its own store."""
        return reverse(
            "crm:activity_detail", kwargs={"store": self.store.code, "number": self.number}
        )


class ActivityEvent(models.Model):
    """A call, visit or message inside an activity: when, how, what was said, written by whom."""

    activity = models.ForeignKey(Activity, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(_("时间"))
    way = word(WAY, _("方式"), null=False)
    text = models.CharField(_("内容"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("记录人"),
    )
    created_at = models.DateTimeField(_("记录时间"))

    class Meta:
        verbose_name = _("活动事件")
        ordering = ("at", "pk")
        indexes = (models.Index(fields=("activity", "at"), name="activity_event_in_order"),)
        constraints = (models.CheckConstraint(condition=~Q(text=""), name="event_says_something"),)

    def __str__(self) -> str:
        return self.text[:40]

"""Test drives 试乘试驾: a car, a consultant and a slot that nobody else has (LED-21, LED-22)."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.contrib.postgres.fields.ranges import RangeBoundary
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marque.crm.models.leads import Lead
from marque.crm.models.ranges import one
from marque.crm.workflow import OCCUPYING, TEST_DRIVE_WORKFLOW, TestDriveStatus
from marque.foundation.documents.models import Document, DocumentQuerySet
from marque.kernel.workflow import Workflow


class _Slot(Func):
    """The time from start to end, without the end."""

    function = "TSTZRANGE"
    output_field = DateTimeRangeField()


def _apart(name: str, field: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[
            (one(field), RangeOperators.OVERLAPS),
            (_Slot("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
        ],
        condition=Q(status__in=sorted(OCCUPYING)),
    )


class TestDrive(Document):
    """A test drive (试乘试驾).  While it is planned or on the way, the database keeps its car
    and its consultant from every other one in the same time."""

    __test__ = False  # not a test, whatever its name says
    VIEW_RIGHT: ClassVar[str] = "crm.view_testdrive"
    WORKFLOW: ClassVar[Workflow] = TEST_DRIVE_WORKFLOW

    status = models.CharField(
        _("状态"), max_length=30, choices=TestDriveStatus, default=TestDriveStatus.REQUESTED
    )
    customer = models.ForeignKey(
        "parties.Customer",
        on_delete=models.PROTECT,
        related_name="test_drives",
        verbose_name=_("客户"),
    )
    lead = models.ForeignKey(
        Lead,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="test_drives",
        verbose_name=_("线索"),
    )
    vehicle = models.ForeignKey(
        "inventory.Vehicle",
        on_delete=models.PROTECT,
        related_name="test_drives",
        verbose_name=_("试驾车"),
    )
    starts_at = models.DateTimeField(_("开始"))
    ends_at = models.DateTimeField(_("结束"))
    route = models.CharField(_("路线"), max_length=80, blank=True)
    driver_name = models.CharField(_("驾驶人"), max_length=30, blank=True)
    licence_class = models.CharField(_("准驾车型"), max_length=10, blank=True)
    licence_until = models.DateField(_("驾驶证有效期至"), null=True, blank=True)
    licence_checked_at = models.DateTimeField(_("核验时间"), null=True, blank=True)
    licence_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    wish = models.CharField(_("试驾要求"), max_length=200, blank=True)
    arrived_at = models.DateTimeField(_("签到时间"), null=True, blank=True)
    agreement_digest = models.CharField(_("协议摘要"), max_length=64, blank=True)
    signed_name = models.CharField(_("签署人"), max_length=30, blank=True)
    end_reason = models.CharField(_("取消或爽约原因"), max_length=200, blank=True)
    feedback_at = models.DateTimeField(_("反馈时间"), null=True, blank=True)
    agreement_version = models.CharField(_("协议版本"), max_length=20, blank=True)
    agreed_at = models.DateTimeField(_("签署时间"), null=True, blank=True)
    signature = models.BinaryField(_("签名"), null=True, blank=True, editable=True)
    odometer_out = models.PositiveIntegerField(_("出发里程"), null=True, blank=True)
    odometer_in = models.PositiveIntegerField(_("返回里程"), null=True, blank=True)
    dispatched_at = models.DateTimeField(_("派车时间"), null=True, blank=True)
    dispatched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    left_at = models.DateTimeField(_("出发时间"), null=True, blank=True)
    returned_at = models.DateTimeField(_("返回时间"), null=True, blank=True)
    score = models.PositiveSmallIntegerField(_("评分"), null=True, blank=True)
    feedback = models.CharField(_("客户反馈"), max_length=500, blank=True)

    objects: ClassVar[Any] = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("试乘试驾")
        verbose_name_plural = _("试乘试驾")
        ordering = ("-starts_at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("store", "-starts_at", "-id"), name="test_drive_by_store"),
            models.Index(fields=("customer", "-starts_at"), name="test_drive_by_customer"),
        )
        constraints: ClassVar[list[models.BaseConstraint]] = [
            _apart("test_drive_car_is_free", "vehicle_id"),
            _apart("test_drive_consultant_is_free", "owner_id"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="test_drive_takes_time"
            ),
            models.CheckConstraint(
                condition=Q(odometer_in__isnull=True)
                | Q(odometer_out__isnull=True)
                | Q(odometer_in__gte=F("odometer_out")),
                name="test_drive_odometer_runs_forward",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["driving", "done"])
                | Q(
                    licence_checked_at__isnull=False,
                    agreed_at__isnull=False,
                    odometer_out__isnull=False,
                ),
                name="test_drive_started_legally",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=1, score__lte=5),
                name="test_drive_score_is_1_to_5",
            ),
        ]

    @property
    def distance_km(self) -> int | None:
        """Kilometres driven; None before the return."""
        if self.odometer_in is None or self.odometer_out is None:
            return None
        return self.odometer_in - self.odometer_out

    def get_absolute_url(self) -> str:
        """The page of the test drive in its own store."""
        return reverse(
            "crm:test_drive_detail", kwargs={"store": self.store.code, "number": self.number}
        )

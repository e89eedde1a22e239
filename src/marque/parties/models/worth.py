"""How customers are judged: the dated rule, and what people decided against it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class WorthRule(models.Model):
    """The thresholds of lifecycle and value from a day on (客户价值规则)."""

    valid_from_on = models.DateField(_("生效日期"), unique=True)
    new_days = models.PositiveSmallIntegerField(_("建档多少天内算新客户"), default=30)
    risk_days = models.PositiveSmallIntegerField(_("多少天未到店算有流失风险"), default=180)
    lost_days = models.PositiveSmallIntegerField(_("多少天未到店算已流失"), default=365)
    back_days = models.PositiveSmallIntegerField(_("挽回后观察（天）"), default=90)
    base_days = models.PositiveSmallIntegerField(_("基盘活跃：多少天内到过店"), default=365)
    care_days = models.PositiveSmallIntegerField(_("VIP 多少天关怀一次"), default=30)
    recency_step = models.PositiveSmallIntegerField(_("最近到店一档（天）"), default=90)
    amount_step = models.DecimalField(
        _("消费金额一档（元）"), max_digits=14, decimal_places=2, default=Decimal(100_000)
    )
    weight_recency = models.PositiveSmallIntegerField(_("最近到店权重"), default=30)
    weight_frequency = models.PositiveSmallIntegerField(_("购买次数权重"), default=30)
    weight_amount = models.PositiveSmallIntegerField(_("消费金额权重"), default=40)
    amount_vip = models.DecimalField(
        _("累计消费达到多少成为 VIP（元）"),
        max_digits=14,
        decimal_places=2,
        default=Decimal(500_000),
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("客户价值规则")
        verbose_name_plural = _("客户价值规则")
        ordering = ("-valid_from_on",)
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(risk_days__lt=models.F("lost_days")), name="risk_comes_before_loss"
            ),
            models.CheckConstraint(
                condition=Q(weight_recency__gt=0)
                | Q(weight_frequency__gt=0)
                | Q(weight_amount__gt=0),
                name="worth_weighs_something",
            ),
            models.CheckConstraint(
                condition=Q(recency_step__gte=1, amount_step__gt=0, amount_vip__gt=0),
                name="worth_steps_are_positive",
            ),
        )

    def __str__(self) -> str:
        return str(self.valid_from_on)

    @property
    def weights(self) -> int:
        """The sum of the weights."""
        return self.weight_recency + self.weight_frequency + self.weight_amount


class ClassOverride(models.Model):
    """Somebody decided against the rule, with the reason; the rule waits until it ends."""

    class Axis(models.TextChoices):
        """What was decided."""

        CLASS = "customer_class", _("客户分类")
        LIFECYCLE = "lifecycle", _("生命周期")
        STANDING = "standing", _("客户等级")

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="overrides", verbose_name=_("客户")
    )
    axis = models.CharField(_("项目"), max_length=20, choices=Axis)
    before = models.CharField(_("原值"), max_length=10, blank=True)
    value = models.CharField(_("改为"), max_length=10)
    reason = models.CharField(_("原因"), max_length=200)
    until_on = models.DateField(_("有效至"), null=True, blank=True)
    at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ended_at = models.DateTimeField(_("结束时间"), null=True, blank=True)

    class Meta:
        verbose_name = _("手工分类")
        verbose_name_plural = _("手工分类")
        ordering = ("-at", "-pk")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "axis"),
                condition=Q(ended_at__isnull=True),
                name="one_open_override_an_axis",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_a_reason"),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.axis} {self.value}"

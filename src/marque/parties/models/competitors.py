"""Competitors: who else sells cars around here, which and for how much (竞争对手)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields


class Competitor(ScopedModel):
    """A competing dealer or brand, known to the whole group."""

    VIEW_RIGHT = "parties.view_competitor"
    SCOPE = ScopeFields()

    name = models.CharField(_("竞争对手"), max_length=60, unique=True)
    brand = models.CharField(_("经营品牌"), max_length=40, blank=True)
    division = models.CharField(_("所在地区"), max_length=6, blank=True)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    website = models.CharField(_("网址"), max_length=200, blank=True)
    strengths = models.TextField(_("优势"), max_length=1000, blank=True)
    weaknesses = models.TextField(_("劣势"), max_length=1000, blank=True)
    notes = models.TextField(_("备注"), max_length=1000, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("竞争对手")
        verbose_name_plural = _("竞争对手")
        ordering = ("name", "pk")
        constraints = (models.CheckConstraint(condition=~Q(name=""), name="competitor_has_a_name"),)

    def __str__(self) -> str:
        return self.name


class CompetitorModel(models.Model):
    """A car that the competitor sells against ours (竞品车型)."""

    competitor = models.ForeignKey(
        Competitor, on_delete=models.CASCADE, related_name="cars", verbose_name=_("竞争对手")
    )
    name = models.CharField(_("竞品车型"), max_length=60)
    notes = models.CharField(_("配置与卖点"), max_length=300, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("竞品车型")
        verbose_name_plural = _("竞品车型")
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("competitor", "name"), name="competitor_model_is_unique"
            ),
        )

    def __str__(self) -> str:
        return self.name


class CompetitorPrice(models.Model):
    """What a competitor asked for a car on one day, and how we know."""

    model = models.ForeignKey(
        CompetitorModel, on_delete=models.CASCADE, related_name="prices", verbose_name=_("竞品车型")
    )
    seen_on = models.DateField(_("日期"))
    amount_price = models.DecimalField(_("成交参考价"), max_digits=14, decimal_places=2)
    source = models.CharField(_("信息来源"), max_length=60, blank=True)
    created_at = models.DateTimeField(_("登记时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("竞品价格")
        verbose_name_plural = _("竞品价格")
        ordering = ("-seen_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_price__gt=0), name="competitor_price_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.seen_on} {self.amount_price}"


class CompetitorResult(models.Model):
    """One of our sales tasks against the competitor came to an end (输赢)."""

    competitor = models.ForeignKey(
        Competitor, on_delete=models.PROTECT, related_name="results", verbose_name=_("竞争对手")
    )
    model = models.ForeignKey(
        CompetitorModel, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_won = models.BooleanField(_("我方赢"))
    happened_on = models.DateField(_("日期"))
    source_type = models.CharField(max_length=60)
    source_id = models.PositiveBigIntegerField()
    reason = models.CharField(_("原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("竞争结果")
        verbose_name_plural = _("竞争结果")
        ordering = ("-happened_on", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("competitor", "source_type", "source_id"),
                name="one_result_a_task_and_competitor",
            ),
        )

    def __str__(self) -> str:
        return f"{self.competitor_id} {self.is_won}"

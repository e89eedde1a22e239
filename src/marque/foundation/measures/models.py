"""Targets of measures: what is wanted, and from where on it is bad."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.organisation.models import Store


class MeasureTargetQuerySet(models.QuerySet["MeasureTarget"]):
    """Targets by the day they hold."""

    def valid(self, key: str, *, store: Any, on: date) -> MeasureTarget | None:
        """The newest target of the store on that day; else that of the whole group."""
        rows = self.filter(key=key, valid_from__lte=on)
        mine = (
            rows.filter(models.Q(store=store) | models.Q(store=None))
            if store
            else rows.filter(store=None)
        )
        return mine.order_by(models.F("store").asc(nulls_last=True), "-valid_from").first()


class MeasureTarget(models.Model):
    """A target (目标) with its warning line, from a day on, for one store or the group."""

    key = models.CharField(_("指标"), max_length=60)
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    valid_from = models.DateField(_("生效日期"))
    amount_target = models.DecimalField(
        _("目标值"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    amount_warning = models.DecimalField(
        _("预警值"), max_digits=14, decimal_places=2, null=True, blank=True
    )

    objects: ClassVar[Any] = MeasureTargetQuerySet.as_manager()

    class Meta:
        verbose_name = _("指标目标")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "store", "valid_from"),
                name="one_target_a_day",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"

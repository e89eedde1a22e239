"""Editable number patterns and their counters."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.organisation.models import Store


class NumberSeries(models.Model):
    """How documents of one kind are numbered, for all stores or for one (PLT-27)."""

    kind = models.CharField(_("单据类型"), max_length=60)
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    pattern = models.CharField(_("编号规则"), max_length=40)

    class Meta:
        verbose_name = _("单据编号规则")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "store"), name="one_series_per_store", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pattern}"


class Counter(models.Model):
    """The last number given under one prefix."""

    kind = models.CharField(max_length=60)
    prefix = models.CharField(max_length=40)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("单据编号计数")
        constraints = (
            models.UniqueConstraint(fields=("kind", "prefix"), name="one_counter_per_prefix"),
        )

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"

"""Tax rates by the day they come into force.  A document keeps the rate of its own day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class TaxRate(models.Model):
    """One rate of one tax, from a day to a day.  `rate` is a fraction: 0.13 is 13 %."""

    code = models.CharField(_("税种"), max_length=30)
    name = models.CharField(_("名称"), max_length=60)
    region = models.CharField(_("地区"), max_length=12, blank=True)
    valid_from = models.DateField(_("生效日期"))
    valid_to = models.DateField(_("截止日期"), null=True, blank=True)
    rate = models.DecimalField(_("税率"), max_digits=6, decimal_places=5)
    source = models.CharField(_("依据"), max_length=200)

    class Meta:
        verbose_name = _("税率")
        verbose_name_plural = _("税率")
        ordering = ("code", "region", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("code", "region", "valid_from"), name="one_tax_rate_per_start"
            ),
            models.UniqueConstraint(
                fields=("code", "region"),
                condition=Q(valid_to__isnull=True),
                name="one_tax_rate_without_end",
            ),
            models.CheckConstraint(
                condition=Q(rate__gte=0) & Q(rate__lt=1), name="tax_rate_is_a_fraction"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="tax_rate_ends_after_it_starts",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.rate.normalize()}"

"""Values of business thresholds where they differ from the default."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.organisation.models import Store


class ParameterValue(models.Model):
    """A threshold as set for all stores, or for one."""

    key = models.CharField(_("参数"), max_length=60)
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    value = models.DecimalField(_("取值"), max_digits=14, decimal_places=4)

    class Meta:
        verbose_name = _("业务参数")
        constraints = (
            models.UniqueConstraint(
                fields=("key", "store"), name="one_value_per_store", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"

"""What every record of the showroom belongs to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel


class OfStore(ScopedModel):
    """A row of a store and, where somebody of a department made it, of that department."""

    store = models.ForeignKey(
        "organisation.Store", on_delete=models.PROTECT, related_name="+", verbose_name=_("门店")
    )
    department = models.ForeignKey(
        "organisation.Department",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("部门"),
    )

    class Meta:
        abstract = True

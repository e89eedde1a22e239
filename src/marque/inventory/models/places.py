from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class ParkingPlace(models.Model):
    """A place in a lot, a showroom or a bay where one looks for a car."""

    store = models.ForeignKey(
        "organisation.Store",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("门店"),
    )
    zone = models.CharField(_("库区"), max_length=20)
    slot = models.CharField(_("车位"), max_length=20, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("车位")
        verbose_name_plural = _("车位")
        ordering = ("store_id", "zone", "slot")
        constraints = (
            models.UniqueConstraint(
                fields=("store", "zone", "slot"), name="inventory_parkingplace_unique"
            ),
        )

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """“A 库 01-08”."""
        return f"{self.zone} {self.slot}".strip()

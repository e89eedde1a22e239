"""Agreements with enterprises that buy many cars (大客户协议)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class FleetAgreement(models.Model):
    """What was agreed with an enterprise, and for how long."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="fleet_agreements", verbose_name=_("客户")
    )
    number = models.CharField(_("协议编号"), max_length=40, unique=True)
    rate_discount = models.DecimalField(
        _("优惠率（%）"), max_digits=5, decimal_places=2, default=Decimal(0)
    )
    valid_from_on = models.DateField(_("生效日期"))
    valid_to_on = models.DateField(_("截止日期"))
    notes = models.CharField(_("备注"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("创建时间"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    class Meta:
        verbose_name = _("大客户协议")
        verbose_name_plural = _("大客户协议")
        ordering = ("-valid_from_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_to_on__gte=F("valid_from_on")), name="fleet_agreement_has_a_term"
            ),
            models.CheckConstraint(
                condition=Q(rate_discount__gte=0, rate_discount__lte=100),
                name="fleet_discount_is_a_percentage",
            ),
        )

    def __str__(self) -> str:
        return self.number

    def is_valid_on(self, day: date) -> bool:
        """Whether it holds on that day."""
        return self.valid_from_on <= day <= self.valid_to_on

"""The handover of a car: checklist, signature, and when (交车)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.sales.models.orders import SalesOrder


class Handover(models.Model):
    """What the customer signed when taking the car."""

    order = models.OneToOneField(
        SalesOrder, on_delete=models.CASCADE, related_name="handover", verbose_name=_("销售订单")
    )
    mileage_km = models.PositiveIntegerField(_("交车里程 km"), null=True, blank=True)
    signed_name = models.CharField(_("客户签名"), max_length=50, blank=True)
    signature_png = models.BinaryField(_("签名图像"), null=True, blank=True)
    signed_at = models.DateTimeField(_("签名时间"), null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("交车人"),
    )
    remark = models.CharField(_("交车备注"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("交车单")
        verbose_name_plural = _("交车单")
        constraints = (
            models.CheckConstraint(
                condition=Q(signed_at__isnull=True) | ~Q(signed_name=""),
                name="signed_handover_names_customer",
            ),
        )

    def __str__(self) -> str:
        return f"{self.order_id}"


class HandoverItem(models.Model):
    """One point of the handover checklist (交车清单)."""

    order = models.ForeignKey(
        SalesOrder,
        on_delete=models.CASCADE,
        related_name="handover_items",
        verbose_name=_("销售订单"),
    )
    position = models.PositiveSmallIntegerField(_("序号"))
    label = models.CharField(_("检查项"), max_length=100)
    is_done = models.BooleanField(_("已完成"), default=False)
    done_at = models.DateTimeField(_("完成时间"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("完成人"),
    )

    class Meta:
        verbose_name = _("交车清单项")
        verbose_name_plural = _("交车清单")
        ordering = ("order", "position")
        constraints = (
            models.UniqueConstraint(fields=("order", "position"), name="handover_item_position"),
            models.CheckConstraint(
                condition=Q(is_done=False) | (Q(done_at__isnull=False) & Q(done_by__isnull=False)),
                name="done_handover_item_names_person",
            ),
        )

    def __str__(self) -> str:
        return self.label

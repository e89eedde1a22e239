"""The lines of a sales order."""

from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marque.sales.models.orders import SalesOrder


class LineKind(models.TextChoices):
    """What a line sells; the vehicle is invoiced apart from the rest."""

    VEHICLE = "vehicle", _("整车")
    ACCESSORY = "accessory", _("精品")
    SERVICE = "service", _("服务")


class SalesOrderLine(models.Model):
    """One thing sold and its price, tax included; the amounts are of the whole line."""

    order = models.ForeignKey(
        SalesOrder, on_delete=models.CASCADE, related_name="lines", verbose_name=_("销售订单")
    )
    position = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=10, choices=LineKind)
    item_code = models.CharField(_("编码"), max_length=200, blank=True)
    description = models.CharField(_("项目"), max_length=200)
    specification = models.CharField(_("规格"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("数量"), default=1)
    amount_list = models.DecimalField(_("标价"), max_digits=14, decimal_places=2)
    amount_discount = models.DecimalField(
        _("优惠"), max_digits=14, decimal_places=2, default=Decimal(0)
    )
    amount_net = models.DecimalField(_("成交价"), max_digits=14, decimal_places=2)
    rate_vat = models.DecimalField(
        _("税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    amount_cost = models.DecimalField(
        _("成本"), max_digits=14, decimal_places=2, default=Decimal(0)
    )

    class Meta:
        verbose_name = _("订单明细")
        verbose_name_plural = _("订单明细")
        ordering = ("order", "position")
        constraints = (
            models.UniqueConstraint(fields=("order", "position"), name="order_line_position"),
            models.UniqueConstraint(
                fields=("order",), condition=Q(kind="vehicle"), name="one_vehicle_line_an_order"
            ),
            models.CheckConstraint(
                condition=Q(amount_net=F("amount_list") - F("amount_discount"))
                & Q(amount_net__gte=0)
                & Q(amount_discount__gte=0),
                name="order_line_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(quantity__gt=0), name="order_line_quantity_is_positive"
            ),
        )

    def __str__(self) -> str:
        return f"{self.position}. {self.description}"

"""Accessories 精品 and service items 服务项目: what is sold beside the car."""

from __future__ import annotations

from decimal import Decimal

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.catalog.models.library import Named

CODE = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*\Z", _("编码只能用字母、数字、点和连字符"))


class Unit(models.TextChoices):
    """The unit in which goods are counted."""

    PIECE = "piece", _("件")
    SET = "set", _("套")
    PAIR = "pair", _("副")
    ROLL = "roll", _("卷")
    BOTTLE = "bottle", _("瓶")
    TIME = "time", _("次")


class Accessory(Named):
    """Something fitted to or sold with a car: film, mats, a dash camera."""

    code = models.CharField(_("编码"), max_length=40, unique=True, validators=[CODE])
    unit = models.CharField(_("单位"), max_length=10, choices=Unit, default=Unit.PIECE)
    category = models.CharField(_("分类"), max_length=40, blank=True)
    amount_price = models.DecimalField(_("零售价（含税）"), max_digits=14, decimal_places=2)
    amount_cost = models.DecimalField(_("成本价（不含税）"), max_digits=14, decimal_places=2)
    rate_vat = models.DecimalField(
        _("增值税率"), max_digits=5, decimal_places=4, default=Decimal("0.13")
    )
    vat_code = models.CharField(_("税收分类编码"), max_length=19, blank=True)

    class Meta:
        verbose_name = _("精品")
        verbose_name_plural = _("精品")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_price__gte=0) & Q(amount_cost__gte=0),
                name="accessory_amounts_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(rate_vat__gte=0) & Q(rate_vat__lt=1),
                name="accessory_vat_rate_is_a_fraction",
            ),
        )


class ServiceItem(Named):
    """A service sold with the car: registration, loan handling, inspection."""

    code = models.CharField(_("编码"), max_length=40, unique=True, validators=[CODE])
    category = models.CharField(_("类别"), max_length=40, blank=True)
    amount_price = models.DecimalField(_("收费标准（含税）"), max_digits=14, decimal_places=2)
    rate_vat = models.DecimalField(
        _("增值税率"), max_digits=5, decimal_places=4, default=Decimal("0.06")
    )

    class Meta:
        verbose_name = _("服务项目")
        verbose_name_plural = _("服务项目")
        ordering = ("code",)
        constraints = (
            models.CheckConstraint(
                condition=Q(amount_price__gte=0), name="service_item_price_not_negative"
            ),
        )

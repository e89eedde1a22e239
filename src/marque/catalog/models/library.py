"""The upper levels of the model library (车型库): brand → series → model year."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from marque.accountsets.reading import QuickRead


class Named(QuickRead):
    """A record of the archive that has a Chinese and an English name."""

    name = models.CharField(_("名称"), max_length=120)
    name_en = models.CharField(_("英文名称"), max_length=120, blank=True)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the language of the screen."""
        if self.name_en and not (get_language() or "zh").startswith("zh"):
            return self.name_en
        return self.name


class Keyed(Named):
    """A record that imports find again by its key.

    `key` is a slug path such as ``byd/han/2024``; it never changes once given.
    """

    key = models.CharField(_("编码"), max_length=200, unique=True)

    class Meta:
        abstract = True


class Brand(Keyed):
    """One make (品牌): 比亚迪."""

    initial = models.CharField(_("首字母"), max_length=1, blank=True)
    country = models.CharField(_("国别"), max_length=2, blank=True)

    class Meta:
        verbose_name = _("品牌")
        verbose_name_plural = _("品牌")
        ordering = ("initial", "name", "pk")


class Series(Keyed):
    """A family of cars under one name (车系): 汉."""

    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="series", verbose_name=_("品牌")
    )

    class Meta:
        verbose_name = _("车系")
        verbose_name_plural = _("车系")
        ordering = ("brand", "name", "pk")


class CarModel(Keyed):
    """One model year of a series (车型): 汉 2025 款."""

    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="models", verbose_name=_("车系")
    )
    year = models.PositiveSmallIntegerField(_("年款"))

    class Meta:
        verbose_name = _("车型")
        verbose_name_plural = _("车型")
        ordering = ("series", "-year", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(year__gte=1900) & models.Q(year__lte=2100),
                name="car_model_year_is_plausible",
            ),
        )

"""Trims 版本, their list prices and the colours they come in."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from marque.catalog.models.library import Brand, CarModel, Keyed, Series
from marque.foundation.custom_fields.models import CustomValues, custom_index


class EnergyType(models.TextChoices):
    """What drives the car, as the Chinese registration counts it."""

    BEV = "bev", _("纯电动")
    PHEV = "phev", _("插电混动")
    EREV = "erev", _("增程式")
    HEV = "hev", _("油电混动")
    ICE = "ice", _("燃油")
    FCEV = "fcev", _("燃料电池")


class BodyStyle(models.TextChoices):
    """The shape of the body."""

    SEDAN = "sedan", _("三厢轿车")
    HATCHBACK = "hatchback", _("两厢轿车")
    FASTBACK = "fastback", _("掀背轿车")
    WAGON = "wagon", _("旅行车")
    SUV = "suv", _("SUV")
    COUPE_SUV = "coupe_suv", _("轿跑 SUV")
    MPV = "mpv", _("MPV")
    COUPE = "coupe", _("双门轿跑")
    CONVERTIBLE = "convertible", _("敞篷车")
    PICKUP = "pickup", _("皮卡")
    VAN = "van", _("厢式车")
    OTHER = "other", _("其他")


class Drivetrain(models.TextChoices):
    """Which wheels are driven."""

    FWD = "fwd", _("前驱")
    RWD = "rwd", _("后驱")
    AWD = "awd", _("四驱")


class RangeCycle(models.TextChoices):
    """The test by which the range is stated."""

    CLTC = "cltc", "CLTC"
    WLTP = "wltp", "WLTP"
    NEDC = "nedc", "NEDC"
    EPA = "epa", "EPA"
    JC08 = "jc08", "JC08"
    OTHER = "other", _("其他")


def msrp_of(trim: str, *, on: date, currency: str = "CNY") -> Subquery:
    """The list price in force on that day of the trim in this column of the outer query."""
    prices = TrimPrice.objects.filter(trim=OuterRef(trim), currency=currency, valid_from__lte=on)
    return Subquery(prices.order_by("-valid_from").values("amount_msrp")[:1])


class TrimQuerySet(models.QuerySet["Trim"]):
    """Trims with the names a person asks by."""

    def on_sale(self) -> Self:
        """Trims that may be bought in and sold now."""
        return self.filter(is_active=True, is_sold=True)

    def with_path(self) -> Self:
        """With brand, series and model year loaded, so that labels cost no query."""
        return self.select_related("model__series__brand")

    def with_msrp(self, *, on: date, currency: str = "CNY") -> Self:
        """Each trim carries `amount_msrp`: the list price in force on that day, or None."""
        return self.annotate(amount_msrp=msrp_of("pk", on=on, currency=currency))


class Trim(CustomValues, Keyed):
    """One version of a model year that a customer can order (版本/配置)."""

    model = models.ForeignKey(
        CarModel, on_delete=models.PROTECT, related_name="trims", verbose_name=_("车型")
    )
    energy = models.CharField(_("能源类型"), max_length=4, choices=EnergyType)
    body = models.CharField(
        _("车身形式"), max_length=12, choices=BodyStyle, default=BodyStyle.OTHER
    )
    drivetrain = models.CharField(_("驱动形式"), max_length=3, choices=Drivetrain)
    doors = models.PositiveSmallIntegerField(_("车门数"), null=True, blank=True)
    seats = models.PositiveSmallIntegerField(_("座位数"), null=True, blank=True)
    power_kw = models.DecimalField(
        _("系统功率 kW"), max_digits=7, decimal_places=1, null=True, blank=True
    )
    battery_kwh = models.DecimalField(
        _("电池容量 kWh"), max_digits=7, decimal_places=2, null=True, blank=True
    )
    range_km = models.PositiveSmallIntegerField(_("续航里程 km"), null=True, blank=True)
    cycle = models.CharField(_("续航标准"), max_length=5, choices=RangeCycle, blank=True)
    markets = models.JSONField(_("销售市场"), default=list, blank=True)
    parameters = models.JSONField(_("参数配置"), default=dict, blank=True)
    is_sold = models.BooleanField(_("在售"), default=True)
    source = models.CharField(_("数据来源"), max_length=60, blank=True)

    objects: ClassVar[Any] = TrimQuerySet.as_manager()

    class Meta:
        verbose_name = _("版本")
        verbose_name_plural = _("版本")
        ordering = ("model", "name", "pk")
        indexes = (
            models.Index(fields=("energy", "body"), name="trim_by_energy_body"),
            custom_index("trim_custom"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(power_kw__isnull=True) | Q(power_kw__gt=0),
                name="trim_power_is_positive",
            ),
            models.CheckConstraint(
                condition=Q(battery_kwh__isnull=True) | Q(battery_kwh__gt=0),
                name="trim_battery_is_positive",
            ),
        )

    @property
    def full_name(self) -> str:
        """Brand, model year and trim in one line; load `with_path` first."""
        return f"{self.model.series.brand.label} {self.model.label} {self.label}"


class TrimPrice(models.Model):
    """The manufacturer's list price (厂家指导价) from a day on, until the next one."""

    trim = models.ForeignKey(
        Trim, on_delete=models.CASCADE, related_name="prices", verbose_name=_("版本")
    )
    amount_msrp = models.DecimalField(_("指导价"), max_digits=14, decimal_places=2)
    currency = models.CharField(
        _("币种"),
        max_length=3,
        default="CNY",
        validators=[RegexValidator(r"^[A-Z]{3}$", _("币种应为三个大写字母，例如 CNY"))],
    )
    valid_from = models.DateField(_("生效日期"))
    source = models.CharField(_("价格来源"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("指导价")
        verbose_name_plural = _("指导价")
        ordering = ("trim_id", "currency", "-valid_from")
        constraints = (
            models.UniqueConstraint(
                fields=("trim", "currency", "valid_from"), name="one_trim_price_a_day"
            ),
            models.CheckConstraint(condition=Q(amount_msrp__gt=0), name="trim_price_is_positive"),
        )

    def __str__(self) -> str:
        return f"{self.currency} {self.amount_msrp} ({self.valid_from})"


class ColourPlace(models.TextChoices):
    """Where on the car the colour is."""

    EXTERIOR = "exterior", _("外观色")
    INTERIOR = "interior", _("内饰色")


class Colour(Keyed):
    """A colour of a brand, or of one series of it when `series` is set."""

    brand = models.ForeignKey(
        Brand, on_delete=models.PROTECT, related_name="colours", verbose_name=_("品牌")
    )
    series = models.ForeignKey(
        Series,
        on_delete=models.PROTECT,
        related_name="colours",
        null=True,
        blank=True,
        verbose_name=_("车系"),
    )
    place = models.CharField(_("部位"), max_length=8, choices=ColourPlace)
    hex = models.CharField(
        _("色值"),
        max_length=7,
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$", _("色值应为 #RRGGBB，例如 #1D4FC4"))],
    )

    class Meta:
        verbose_name = _("颜色")
        verbose_name_plural = _("颜色")
        ordering = ("brand", "place", F("series").asc(nulls_first=True), "name")
        constraints = (
            models.UniqueConstraint(
                fields=("brand", "series", "place", "name"),
                name="one_colour_name_a_place",
                nulls_distinct=False,
            ),
        )

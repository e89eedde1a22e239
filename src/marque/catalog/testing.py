"""Builders for tests: a small catalogue out of nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.utils.text import slugify

from marque.catalog.models import (
    Accessory,
    Brand,
    CarModel,
    Colour,
    Drivetrain,
    EnergyType,
    Series,
    Trim,
    TrimPrice,
)


def make_brand(name="云岚", *, name_en="Yunlan", **fields):
    fields.setdefault("initial", "Y")
    brand, _ = Brand.objects.get_or_create(
        key=slugify(name_en), defaults={"name": name, "name_en": name_en, **fields}
    )
    return brand


def make_series(name="X7", *, brand=None, name_en=""):
    brand = brand or make_brand()
    series, _ = Series.objects.get_or_create(
        key=f"{brand.key}/{slugify(name_en or name) or name}",
        defaults={"name": name, "name_en": name_en or name, "brand": brand},
    )
    return series


def make_trim(name="插混 智享版", *, series=None, year=2026, msrp=Decimal(181600), **fields):
    """A trim on sale; `msrp` is its list price in yuan since the start of 2026, None for none."""
    series = series or make_series()
    model, _ = CarModel.objects.get_or_create(
        key=f"{series.key}/{year}",
        defaults={"name": f"{series.name} {year} 款", "series": series, "year": year,
                  "name_en": f"{series.name_en} {year}"},
    )  # fmt: skip
    fields = {"energy": EnergyType.PHEV, "drivetrain": Drivetrain.FWD, "name_en": name} | fields
    trim, made = Trim.objects.get_or_create(
        key=f"{model.key}/{name}", defaults={"model": model, "name": name, **fields}
    )
    if made and msrp is not None:
        TrimPrice.objects.create(trim=trim, amount_msrp=msrp, valid_from=date(2026, 1, 1))
    return trim


def make_colour(name="极地白", *, brand=None, series=None, place="exterior", paint="#F4F5F2"):
    brand = series.brand if series else brand or make_brand()
    owner = series.key if series else brand.key
    colour, _ = Colour.objects.get_or_create(
        key=f"{owner}#{place}/{name}",
        defaults={"name": name, "brand": brand, "series": series, "place": place, "hex": paint},
    )
    return colour


def make_accessory(
    code="JP001", *, name="全车脚垫", price=Decimal(980), cost=Decimal(420), **fields
):
    accessory, _ = Accessory.objects.get_or_create(
        code=code,
        defaults={"name": name, "amount_price": price, "amount_cost": cost, **fields},
    )
    return accessory

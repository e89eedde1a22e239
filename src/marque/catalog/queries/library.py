"""What the catalogue can be asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection
from django.db.models import Count, Q, QuerySet

from marque.catalog.models import Accessory, Brand, Colour, ColourPlace, Series, Trim

IN_FORCE = """
SELECT amount_msrp FROM catalog_trimprice
 WHERE trim_id = %s AND currency = %s AND valid_from <= %s ORDER BY valid_from DESC LIMIT 1
"""


def get_trim(pk: int) -> Trim:
    """The trim with its path, or `Trim.DoesNotExist`."""
    trim: Trim = Trim.objects.with_path().get(pk=pk)
    return trim


def list_trims(*, on: date) -> QuerySet[Trim]:
    """Every trim with its path and its list price in yuan on that day."""
    trims: QuerySet[Trim] = Trim.objects.with_path().with_msrp(on=on)
    return trims


def list_trims_on_sale(*, on: date) -> QuerySet[Trim]:
    """The trims that may be bought in and sold, with path and list price."""
    trims: QuerySet[Trim] = Trim.objects.on_sale().with_path().with_msrp(on=on)
    return trims


def find_list_price(*, trim_id: int, on: date, currency: str = "CNY") -> Decimal | None:
    """The manufacturer's list price in force on that day, or None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(IN_FORCE, [trim_id, currency, on])
        row = cursor.fetchone()
    return row[0] if row else None


def list_colours(*, series: Series, place: str = ColourPlace.EXTERIOR) -> QuerySet[Colour]:
    """The colours in use that a series comes in: its own and those of the whole brand."""
    return Colour.objects.filter(
        Q(series=series) | Q(series__isnull=True), brand=series.brand_id, place=place,
        is_active=True,
    )  # fmt: skip


def list_accessories() -> QuerySet[Accessory]:
    """The accessories in use, by code."""
    return Accessory.objects.filter(is_active=True)


@dataclass(frozen=True, slots=True)
class LibraryCounts:
    """How large the model library is."""

    brands: int
    series: int
    trims: int
    trims_on_sale: int


def count_library() -> LibraryCounts:
    """The sizes of the model library."""
    trims = Trim.objects.aggregate(
        all=Count("pk"), sold=Count("pk", filter=Q(is_sold=True, is_active=True))
    )
    return LibraryCounts(Brand.objects.count(), Series.objects.count(), trims["all"], trims["sold"])


def list_brands() -> QuerySet[Brand]:
    """Brands with `n_series` and `n_trims`, by their initial."""
    return Brand.objects.annotate(
        n_series=Count("series", distinct=True),
        n_trims=Count("series__models__trims", distinct=True),
    ).order_by("initial", "key")


def list_series(brand: Brand) -> QuerySet[Series]:
    """The series of a brand with `n_trims`."""
    return (
        Series.objects.filter(brand=brand)
        .annotate(n_trims=Count("models__trims", distinct=True))
        .order_by("name", "pk")
    )


def list_trims_of_series(series: Series, *, on: date) -> QuerySet[Trim]:
    """The trims of a series, the newest model year first."""
    return (
        list_trims(on=on)
        .filter(model__series=series)
        .order_by("-model__year", "name", "pk")
        .defer("parameters")
    )


def list_all_colours(brand: Brand, series: Series | None) -> QuerySet[Colour]:
    """The colours of a brand, and of the series when one is given, in use or not."""
    return Colour.objects.filter(Q(series=series) | Q(series__isnull=True), brand=brand)


def list_colours_of_trim(trim: Trim) -> QuerySet[Colour]:
    """The colours in use that a trim comes in; load `with_path` first."""
    series = trim.model.series
    return Colour.objects.filter(
        Q(series=series) | Q(series__isnull=True), brand=series.brand_id, is_active=True
    )


def list_siblings(trim: Trim) -> QuerySet[Trim]:
    """The trims of the same model year, itself included."""
    siblings: QuerySet[Trim] = Trim.objects.filter(model=trim.model_id).defer("parameters")
    return siblings

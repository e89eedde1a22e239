"""Bringing trims into the model library, all at once and any number of times.

What an import made once is the group's own afterwards: a second import updates the trim's
data, never its Chinese name, its sale state or whether it is in use, and never touches the
brand, series or model year it finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Model, ProtectedError
from django.utils.translation import gettext as _

from marque.catalog.models import Brand, CarModel, Series, Trim, TrimPrice
from marque.catalog.services.trim_records import Price, TrimRecord
from marque.foundation.imports.kinds import ImportContext, Line, UndoneRow
from marque.kernel.errors import GuardRefused

SOURCE = "open-ev-data"
UPDATED = (
    "name_en", "energy", "body", "drivetrain", "doors", "seats", "power_kw", "battery_kwh",
    "range_km", "cycle", "markets", "parameters",
)  # fmt: skip
_CHUNK = 500
PriceKey = tuple[str, date]


class TrimImporter:
    """The importer of the kind `catalog.open_ev_data`; see `Importer` for the promises."""

    def check(self, lines: Sequence[Line], context: ImportContext) -> None:  # noqa: ARG002
        """Compare each record with the library: new, different or the same."""
        trims = _known_trims(lines)
        prices = _known_prices(trims.values())
        for line in lines:
            record: TrimRecord = line.values["record"]
            trim = trims.get(record.key)
            line.object_type = Trim._meta.label_lower
            if trim is None:
                line.action = "create"
                continue
            before = _before(trim, prices.get(trim.pk, {}), record)
            line.object_id = str(trim.pk)
            line.before = before or None
            line.action = "update" if before else "unchanged"

    def apply(self, lines: Sequence[Line], context: ImportContext) -> None:
        """Write the missing levels, then the trims and their prices, each in a few statements."""
        records: list[TrimRecord] = [line.values["record"] for line in lines]
        models = _ensure_models(records, context)
        context.progress(len(lines) // 4, len(lines))
        trims = Trim.objects.bulk_create(
            [_trim(record, models[record.model_key]) for record in records],
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=UPDATED,
            batch_size=_CHUNK,
        )
        for line, trim in zip(lines, trims, strict=True):
            line.object_id = str(trim.pk)
        context.progress(len(lines) * 3 // 4, len(lines))
        _write_prices(zip(records, trims, strict=True))
        context.progress(len(lines), len(lines))

    def undo(
        self,
        rows: Sequence[UndoneRow],
        created_refs: Mapping[str, Sequence[int]],
        context: ImportContext,  # noqa: ARG002
    ) -> None:
        """Remove what the batch made and put back what it changed."""
        made = [int(row.object_id) for row in rows if row.action == "create"]
        try:
            Trim.objects.filter(pk__in=made).delete()
        except ProtectedError as error:
            used = next(iter(error.protected_objects))
            raise GuardRefused(
                _("这批车型已被使用（%(what)s），不能撤销")
                % {"what": f"{used._meta.verbose_name} {used}"[:80]}
            ) from error
        _put_back([row for row in rows if row.action == "update" and row.before])
        _remove_empty(CarModel, created_refs, trims__isnull=True)
        _remove_empty(Series, created_refs, models__isnull=True, colours__isnull=True)
        _remove_empty(Brand, created_refs, series__isnull=True, colours__isnull=True)


def _known_trims(lines: Sequence[Line]) -> dict[str, Trim]:
    keys = [line.values["record"].key for line in lines]
    return {trim.key: trim for trim in Trim.objects.filter(key__in=keys).order_by()}


def _known_prices(trims: Iterable[Trim]) -> dict[int, dict[PriceKey, Decimal]]:
    prices: dict[int, dict[PriceKey, Decimal]] = {}
    found = TrimPrice.objects.filter(trim__in=[trim.pk for trim in trims])
    for price in found.order_by():  # the order of lists would join the whole library
        known = prices.setdefault(price.trim_id, {})
        known[price.currency, price.valid_from] = price.amount_msrp
    return prices


def _before(trim: Trim, prices: Mapping[PriceKey, Decimal], record: TrimRecord) -> dict[str, Any]:
    """What the import would change, as it is now; empty when nothing would."""
    fields = {
        name: _plain(getattr(trim, name))
        for name in UPDATED
        if getattr(trim, name) != record.fields[name]
    }
    changed = [
        [p.currency, p.valid_from.isoformat(), _plain(prices.get((p.currency, p.valid_from)))]
        for p in record.prices
        if prices.get((p.currency, p.valid_from)) != p.amount
    ]
    before: dict[str, Any] = {}
    if fields:
        before["fields"] = fields
    if changed:
        before["prices"] = changed
    return before


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, Decimal) else value


def _ensure_models(records: Sequence[TrimRecord], context: ImportContext) -> dict[str, int]:
    """The primary keys of the records' model years, whose missing levels are made."""
    brands = _ensure(
        Brand,
        {
            r.brand.key: lambda r=r: Brand(  # type: ignore[misc]
                key=r.brand.key,
                name=r.brand.name,
                name_en=r.brand.name_en,
                initial=r.brand.initial,
                country=r.brand.country,
            )
            for r in records
        },
        context,
    )
    series = _ensure(
        Series,
        {
            r.series.key: lambda r=r: Series(  # type: ignore[misc]
                key=r.series.key,
                name=r.series.name,
                name_en=r.series.name_en,
                brand_id=brands[r.brand.key],
            )
            for r in records
        },
        context,
    )
    return _ensure(
        CarModel,
        {
            r.model_key: lambda r=r: CarModel(  # type: ignore[misc]
                key=r.model_key,
                name=f"{r.series.name} {r.year} 款",
                name_en=f"{r.series.name_en} {r.year}",
                series_id=series[r.series.key],
                year=r.year,
            )
            for r in records
        },
        context,
    )


def _ensure(
    model: type[Any], makers: Mapping[str, Callable[[], Model]], context: ImportContext
) -> dict[str, int]:
    known = _keys(model, makers)
    missing = [make() for key, make in makers.items() if key not in known]
    if not missing:
        return known
    model.objects.bulk_create(missing, ignore_conflicts=True, batch_size=_CHUNK)
    found = _keys(model, makers)
    context.created(model._meta.label_lower, [pk for key, pk in found.items() if key not in known])
    return found


def _keys(model: type[Any], keys: Iterable[str]) -> dict[str, int]:
    return dict(model.objects.filter(key__in=list(keys)).order_by().values_list("key", "pk"))


def _trim(record: TrimRecord, model_id: int) -> Trim:
    return Trim(
        key=record.key,
        model_id=model_id,
        name=record.name,
        is_sold=record.is_sold,
        source=SOURCE,
        **record.fields,
    )


def _write_prices(pairs: Iterable[tuple[TrimRecord, Trim]]) -> None:
    TrimPrice.objects.bulk_create(
        [_price(price, trim) for record, trim in pairs for price in record.prices],
        update_conflicts=True,
        unique_fields=["trim", "currency", "valid_from"],
        update_fields=["amount_msrp"],
        batch_size=_CHUNK,
    )


def _price(price: Price, trim: Trim) -> TrimPrice:
    return TrimPrice(
        trim_id=trim.pk,
        amount_msrp=price.amount,
        currency=price.currency,
        valid_from=price.valid_from,
        source=SOURCE,
    )


def _put_back(rows: Sequence[UndoneRow]) -> None:
    before = {int(row.object_id): row.before or {} for row in rows}
    trims = list(Trim.objects.filter(pk__in=before).order_by())
    for trim in trims:
        for name, value in before[trim.pk].get("fields", {}).items():
            setattr(trim, name, value)
    Trim.objects.bulk_update(trims, UPDATED, batch_size=_CHUNK)
    for pk, state in before.items():
        for currency, since, amount in state.get("prices", []):
            prices = TrimPrice.objects.filter(trim=pk, currency=currency, valid_from=since)
            if amount is None:
                prices.delete()
            else:
                prices.update(amount_msrp=Decimal(amount))


def _remove_empty(
    model: type[Any], created_refs: Mapping[str, Sequence[int]], **nothing_below: bool
) -> None:
    made = created_refs.get(model._meta.label_lower, [])
    model.objects.filter(pk__in=made, **nothing_below).delete()

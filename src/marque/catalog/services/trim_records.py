"""One merged record of the dataset as what the catalogue keeps of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin

from marque.catalog.models import BodyStyle, Drivetrain, EnergyType, RangeCycle

SCHEMA_VERSION = "1.0.0"
_NOT_PARAMETERS = frozenset(
    {"$schema", "schema_version", "unique_code", "make", "model", "year", "trim", "variant",
     "markets", "pricing", "metadata"}
)  # fmt: skip
_MAXIMUM_NAME = 120
_SLUG = re.compile(r"^[a-z0-9_]{1,60}$")
_CYCLES = ("cltc", "wltp", "nedc", "epa", "jc08", "other")
_HYBRID_GEARBOXES = frozenset({"automatic", "dct", "e-cvt"})
_BODIES = {
    "sedan": BodyStyle.SEDAN, "hatchback": BodyStyle.HATCHBACK, "fastback": BodyStyle.FASTBACK,
    "liftback": BodyStyle.FASTBACK, "wagon": BodyStyle.WAGON, "shooting_brake": BodyStyle.WAGON,
    "estate": BodyStyle.WAGON, "suv": BodyStyle.SUV, "crossover": BodyStyle.SUV,
    "mini_suv": BodyStyle.SUV, "suv_coupe": BodyStyle.COUPE_SUV, "coupe": BodyStyle.COUPE,
    "mpv": BodyStyle.MPV, "minivan": BodyStyle.MPV, "convertible": BodyStyle.CONVERTIBLE,
    "roadster": BodyStyle.CONVERTIBLE, "spider": BodyStyle.CONVERTIBLE,
    "pickup": BodyStyle.PICKUP, "van": BodyStyle.VAN,
}  # fmt: skip
_TYPES = {"suv": BodyStyle.SUV, "pickup": BodyStyle.PICKUP, "van": BodyStyle.VAN}
_DRIVES = {
    "fwd": Drivetrain.FWD, "rwd": Drivetrain.RWD, "awd": Drivetrain.AWD, "4wd": Drivetrain.AWD,
}  # fmt: skip


class RecordProblem(ValueError):
    """The record cannot become a trim; `str(error)` says why."""


@dataclass(frozen=True, slots=True)
class Named:
    """A brand or a series as the data names it."""

    key: str
    name: str
    name_en: str
    country: str = ""

    @property
    def initial(self) -> str:
        """The first letter by which people look the name up."""
        letters = lazy_pinyin(self.name, style=Style.FIRST_LETTER)
        first = letters[0][:1].upper() if letters else ""
        return first if first.isalnum() else "#"


@dataclass(frozen=True, slots=True)
class Price:
    """A published list price."""

    currency: str
    amount: Decimal
    valid_from: date


@dataclass(frozen=True, slots=True)
class TrimRecord:
    """A trim with its whole path; `fields` are the columns of `Trim` that an import keeps."""

    key: str
    brand: Named
    series: Named
    year: int
    name: str
    is_sold: bool
    fields: dict[str, Any]
    prices: tuple[Price, ...]

    @property
    def model_key(self) -> str:
        """The key of the model year."""
        return f"{self.series.key}/{self.year}"

    @property
    def label(self) -> str:
        """The trim as a person calls it."""
        return f"{self.brand.name} {self.series.name} {self.year} {self.name}"

    def numbered(self, count: int) -> TrimRecord:
        """The same trim with a number after its name, to tell it from a namesake."""
        fields = {**self.fields, "name_en": f"{self.fields['name_en']} ({count})"}
        return replace(self, name=f"{self.name}（{count}）", fields=fields)


@cache
def chinese_names() -> dict[str, dict[str, Any]]:
    """The project's own table of Chinese names, by kind and key."""
    source = files("marque.catalog") / "data" / "names_zh.json"
    names: dict[str, dict[str, Any]] = json.loads(source.read_text(encoding="utf-8"))
    return names


def trim_record(
    path: PurePosixPath, merged: Mapping[str, Any], *, own: Mapping[str, Any]
) -> TrimRecord:
    """Read a merged record; `own` is what the trim's own file says, without inheritance.

    Raises:
        RecordProblem: something the catalogue needs is missing or cannot be right.
    """
    try:
        return _trim_record(path, merged, own)
    except (KeyError, TypeError, AttributeError, ArithmeticError) as error:
        raise RecordProblem(
            _("“%(path)s”缺少必需的内容或格式不对：%(what)s")
            % {"path": path, "what": str(error)[:80]}
        ) from error


def _trim_record(
    path: PurePosixPath, merged: Mapping[str, Any], own: Mapping[str, Any]
) -> TrimRecord:
    if merged["schema_version"] != SCHEMA_VERSION:
        raise RecordProblem(_("“%(path)s”不是 1.0.0 版结构") % {"path": path})
    year = _integer(merged["year"], 1900, 2100)
    brand, series = _brand(merged["make"]), _series(merged["make"], merged["model"])
    if path.parts[:3] != (brand.key, _slug(merged["model"]), str(year)):
        raise RecordProblem(_("“%(path)s”的路径和内容不一致") % {"path": path})
    name_en = _trim_name(merged, own)
    name = chinese_names()["trims"].get(name_en, name_en)
    status = merged.get("availability", {}).get("status", "production")
    return TrimRecord(
        key=str(path.with_suffix("")),
        brand=brand,
        series=series,
        year=year,
        name=name,
        is_sold=status == "production",
        fields={"name_en": name_en, **_fields(merged, series)},
        prices=_prices(merged, year),
    )


def _fields(merged: Mapping[str, Any], series: Named) -> dict[str, Any]:
    body, battery = merged.get("body", {}), merged["battery"]
    cycle, range_km = _range(merged["range"]["rated"])
    capacity = battery.get("pack_capacity_kwh_net") or battery.get("pack_capacity_kwh_gross")
    power = merged["powertrain"].get("system_power_kw")
    return {
        "energy": _energy(merged, series).value,
        "body": _body(merged).value,
        "drivetrain": _DRIVES[merged["powertrain"]["drivetrain"]].value,
        "doors": _optional(body.get("doors"), lambda n: _integer(n, 0, 9)),
        "seats": _optional(body.get("seats"), lambda n: _integer(n, 1, 99)),
        "power_kw": _optional(power, lambda n: _decimal(n, "0.1")),
        "battery_kwh": _optional(capacity, lambda n: _decimal(n, "0.01")),
        "range_km": range_km,
        "cycle": cycle,
        "markets": _markets(merged.get("markets", [])),
        "parameters": {k: v for k, v in merged.items() if k not in _NOT_PARAMETERS},
    }


def _slug(thing: Mapping[str, str]) -> str:
    slug = thing["slug"]
    if not _SLUG.match(slug):
        raise RecordProblem(_("标识“%(slug)s”不合规则") % {"slug": str(slug)[:60]})
    return slug


def _name(thing: Mapping[str, str]) -> str:
    name = thing["name"].strip()
    if not 0 < len(name) <= _MAXIMUM_NAME:
        raise RecordProblem(_("名称为空或超过 120 个字"))
    return name


def _brand(make: Mapping[str, str]) -> Named:
    slug, name = _slug(make), _name(make)
    chinese, country = chinese_names()["brands"].get(slug, (name, ""))
    return Named(slug, chinese, name, country)


def _series(make: Mapping[str, str], model: Mapping[str, str]) -> Named:
    key, name = f"{_slug(make)}/{_slug(model)}", _name(model)
    return Named(key, chinese_names()["series"].get(key, name), name)


def _trim_name(merged: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    """The variant's name, after the trim's own when the two say different things."""
    trim = _name(merged["trim"]) if "trim" in merged else "Base"
    if "variant" not in merged:
        return trim
    variant = _name(merged["variant"])
    is_trim_meant = "trim" in own and trim != "Base"
    if is_trim_meant and trim.casefold() not in variant.casefold():
        return _name({"name": f"{trim} {variant}"})
    return variant


def _energy(merged: Mapping[str, Any], series: Named) -> EnergyType:
    """The dataset has no field for it: plug-in hybrids show by gearbox, name or range note."""
    if stated := chinese_names()["energy"].get(series.key):
        return EnergyType(stated)
    notes = " ".join(str(r.get("notes", "")) for r in merged["range"]["rated"]).casefold()
    if "range extender" in notes:
        return EnergyType.EREV
    gearbox = merged["powertrain"].get("transmission", {}).get("type", "")
    is_hybrid = gearbox in _HYBRID_GEARBOXES or "phev" in series.key or "electric-only" in notes
    return EnergyType.PHEV if is_hybrid else EnergyType.BEV


def _body(merged: Mapping[str, Any]) -> BodyStyle:
    style = merged.get("body", {}).get("style", "")
    if merged.get("vehicle_type") == "suv" and style == "coupe":
        return BodyStyle.COUPE_SUV
    return _BODIES.get(style) or _TYPES.get(merged.get("vehicle_type", ""), BodyStyle.OTHER)


def _range(rated: Sequence[Mapping[str, Any]]) -> tuple[str, int | None]:
    """The Chinese cycle's range when stated, else the next known one; never with the extender."""
    stated = {
        r["cycle"]: _integer(round(r["range_km"]), 1, 5000)
        for r in reversed(rated)
        if "total" not in str(r.get("notes", "")).casefold()
    }
    cycle = next((c for c in _CYCLES if c in stated), "")
    return (RangeCycle(cycle).value, stated[cycle]) if cycle else ("", None)


def _markets(markets: Sequence[str]) -> list[str]:
    if not all(re.fullmatch(r"[A-Z]{2}", market) for market in markets):
        raise RecordProblem(_("销售市场应为两个大写字母的国家代码"))
    return sorted(set(markets))


def _prices(merged: Mapping[str, Any], year: int) -> tuple[Price, ...]:
    found: dict[tuple[str, date], Price] = {}
    for entry in merged.get("pricing", {}).get("msrp", []):
        currency = entry["currency"]
        if not re.fullmatch(r"[A-Z]{3}", currency):
            raise RecordProblem(_("币种应为三个大写字母，例如 CNY"))
        since = date(_integer(entry.get("year", year), 1900, 2100), 1, 1)
        found.setdefault(
            (currency, since), Price(currency, _decimal(entry["amount"], "0.01"), since)
        )
    return tuple(found.values())


def _optional(value: Any, read: Callable[[Any], Any]) -> Any:
    return None if value is None else read(value)


def _integer(value: Any, lowest: int, highest: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not lowest <= value <= highest:
        raise RecordProblem(
            _("“%(value)s”应为 %(low)d 到 %(high)d 的整数")
            % {"value": str(value)[:20], "low": lowest, "high": highest}
        )
    return value


def _decimal(value: Any, step: str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise RecordProblem(_("“%(value)s”不是数字") % {"value": str(value)[:20]})
    number = Decimal(str(value)).quantize(Decimal(step))
    if not 0 < number < Decimal(10**9):
        raise RecordProblem(_("“%(value)s”超出合理范围") % {"value": str(value)[:20]})
    return number

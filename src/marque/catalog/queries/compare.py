"""Two trims side by side (LED-25): every parameter of either, and whether they differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from marque.catalog.models import Trim
from marque.catalog.queries.library import find_list_price
from marque.catalog.queries.parameters import each_parameter, in_words

NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One parameter of two trims in words; empty where it is not known."""

    label: str
    unit: str
    a: str
    b: str

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return self.a != self.b


@dataclass(frozen=True, slots=True)
class ComparedGroup:
    """A titled group of parameters that at least one of the trims has."""

    label: str
    rows: tuple[ComparedRow, ...]

    @property
    def differences(self) -> int:
        """How many of its rows differ."""
        return sum(row.differs for row in self.rows)


@dataclass(frozen=True, slots=True)
class Comparison:
    """All groups, core figures first."""

    groups: tuple[ComparedGroup, ...]

    @property
    def differences(self) -> int:
        """How many rows differ."""
        return sum(group.differences for group in self.groups)

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(len(group.rows) for group in self.groups)


def compare_trims(a: Trim, b: Trim, *, on: date) -> Comparison:
    """Core figures with the list price of that day, then every known parameter in its group."""
    groups = [ComparedGroup(_("核心参数"), tuple(_core(a, b, on)))]
    rows: dict[str, list[ComparedRow]] = {}
    for group, label, unit, (one, other) in each_parameter(a.parameters, b.parameters):
        row = ComparedRow(label, unit, _text(one), _text(other))
        rows.setdefault(group, []).append(row)
    groups += [ComparedGroup(label, tuple(found)) for label, found in rows.items()]
    return Comparison(tuple(group for group in groups if group.rows))


def _text(value: Any) -> str:
    return "" if value in NOTHING else in_words(value)


def _core(a: Trim, b: Trim, on: date) -> Iterator[ComparedRow]:
    """What every trim has in columns of its own; what neither knows is left out."""
    prices = [find_list_price(trim_id=trim.pk, on=on) for trim in (a, b)]
    money = [f"{price:,.0f}" if price is not None else "" for price in prices]
    lines: list[tuple[str, str, str, str]] = [(_("指导价"), "¥", money[0], money[1])]
    for label, unit, name in (
        (_("能源类型"), "", "get_energy_display"),
        (_("车身形式"), "", "get_body_display"),
        (_("驱动形式"), "", "get_drivetrain_display"),
        (_("车门数"), "", "doors"),
        (_("座位数"), "", "seats"),
        (_("系统功率"), "kW", "power_kw"),
        (_("电池容量"), "kWh", "battery_kwh"),
        (_("续航里程"), "km", "range_km"),
        (_("续航标准"), "", "get_cycle_display"),
    ):
        lines.append((label, unit, _read(a, name), _read(b, name)))
    for label, unit, one, other in lines:
        if one or other:
            yield ComparedRow(label, unit, one, other)


def _read(trim: Trim, name: str) -> str:
    value = getattr(trim, name)
    value = value() if callable(value) else value
    return in_words(float(value)) if name.endswith(("_kw", "_kwh")) and value else _text(value)

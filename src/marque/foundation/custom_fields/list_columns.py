"""Custom fields in a list: a mixin that stands before ``Table``.

::

    class CustomerTable(CustomColumns, Table):
        custom_target = "parties.customer"

Each field in use is a column (shown at once when its definition says so), a filter and a sort.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property, reduce
from operator import or_
from typing import Any, ClassVar

from django.db.models import DecimalField, Q
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.db.models.lookups import GreaterThanOrEqual, LessThanOrEqual

from marque.foundation.custom_fields.models import FieldDefinition, FieldKind
from marque.foundation.custom_fields.queries import fields_of
from marque.foundation.custom_fields.values import shown, value_of
from marque.foundation.ui.columns import Column, DateColumn, MoneyColumn, NumberColumn, TextColumn
from marque.foundation.ui.filters import (
    BoolFilter,
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    NumberRangeFilter,
    TextFilter,
)
from marque.foundation.ui.query_fields import Kind, QueryField

NUMBERS = DecimalField(max_digits=20, decimal_places=6)


class CustomColumns:
    """Adds the custom fields of `custom_target` to a table."""

    custom_target: ClassVar[str] = ""

    @cached_property
    def custom_definitions(self) -> list[FieldDefinition]:
        """The fields in use: one query a list."""
        return fields_of(self.custom_target)

    @cached_property
    def columns(self) -> dict[str, Column]:
        """The table's own columns the user may see, then the custom ones."""
        own: dict[str, Column] = super().columns  # type: ignore[misc]
        return own | {field.name: column_of(field) for field in self.custom_definitions}

    @cached_property
    def filters(self) -> dict[str, Filter]:
        """The table's own filters the user may use, then the custom ones."""
        own: dict[str, Filter] = super().filters  # type: ignore[misc]
        return own | {field.name: filter_of(field) for field in self.custom_definitions}


def sort_key(field: FieldDefinition) -> Any:
    """The expression by which records are sorted and compared."""
    text = KeyTextTransform(field.code, "custom")
    numeric = field.kind in {FieldKind.NUMBER, FieldKind.MONEY}
    return Cast(text, NUMBERS) if numeric else text


@dataclass
class PlainNumber(NumberColumn):
    """A number with as many places as it has."""

    def shown(self, value: Any) -> str:
        return "" if value is None else f"{value:,f}"

    @property
    def number_format(self) -> str:
        """The general format of the spreadsheet."""
        return ""


class MoneyOrNothing(MoneyColumn):
    """An amount, blank where nothing was entered."""

    def shown(self, value: Any) -> str:
        return "" if value is None else super().shown(value)


def column_of(field: FieldDefinition) -> Column:
    """The column of a field."""
    kinds: dict[str, type[Column]] = {
        FieldKind.NUMBER: PlainNumber,
        FieldKind.MONEY: MoneyOrNothing,
        FieldKind.DATE: DateColumn,
    }
    kind = kinds.get(field.kind, TextColumn)
    read = _typed(field) if field.kind in kinds else _in_words(field)
    label = f"{field.caption} ¥" if field.kind == FieldKind.MONEY else field.caption
    column = kind(label, read, sort=sort_key(field), show=field.in_list)
    column.key = field.name
    column.query = query_of(field)
    return column


def query_of(field: FieldDefinition) -> QueryField:
    """How 高级查询 asks for a field."""
    kinds = {
        FieldKind.NUMBER: Kind.NUMBER,
        FieldKind.MONEY: Kind.NUMBER,
        FieldKind.DATE: Kind.DATE,
        FieldKind.CHOICE: Kind.CHOICE,
        FieldKind.MULTI: Kind.CHOICE,
        FieldKind.FLAG: Kind.FLAG,
    }
    kind = kinds.get(FieldKind(field.kind), Kind.TEXT)
    every = [row["value"] for row in field.choices]
    return QueryField(
        field.name,
        field.caption,
        kind,
        sort_key(field),
        field.options(*every),
        any_of=_any_of(field) if kind in {Kind.CHOICE, Kind.FLAG} else None,
        convert=_as_kept if kind == Kind.DATE else _as_it_is,
    )


def _as_kept(day: date) -> str:
    return day.isoformat()


def _as_it_is(value: Any) -> Any:
    return value


def _any_of(field: FieldDefinition) -> Callable[[list[str]], Q]:
    def where(values: list[str]) -> Q:
        return reduce(or_, (Q(custom__contains=_holding(field, v)) for v in values), Q())

    return where


def _holding(field: FieldDefinition, value: str) -> dict[str, Any]:
    """What the JSON of a record that has this choice contains."""
    if field.kind == FieldKind.FLAG:
        return {field.code: value == str(True)}
    return {field.code: [value] if field.kind == FieldKind.MULTI else value}


def _typed(field: FieldDefinition) -> Callable[[Any], Any]:
    return lambda row: value_of(field, row.custom.get(field.code))


def _in_words(field: FieldDefinition) -> Callable[[Any], Any]:
    return lambda row: shown(field, row.custom.get(field.code)) or None


def filter_of(field: FieldDefinition) -> Filter:
    """The filter of a field; kept off the bar, in 更多筛选."""
    made = _FILTERS[FieldKind(field.kind)](field)
    made.key = field.name
    return made


def _text_filter(field: FieldDefinition) -> Filter:
    return TextFilter(field.caption, f"custom__{field.code}", primary=False)


def _number_filter(field: FieldDefinition) -> Filter:
    return NumberRangeFilter(
        field.caption, primary=False, where=lambda value: within(sort_key(field), *value)
    )


def _date_filter(field: FieldDefinition) -> Filter:
    def where(value: Any) -> Q:
        _preset, since, until = value
        days = (day.isoformat() if day else None for day in (since, until))
        return within(sort_key(field), *days)

    return DateRangeFilter(field.caption, primary=False, where=where)


def within(expression: Any, low: Any, high: Any) -> Q:
    """The condition that an expression lies between two bounds, either of which may be missing."""
    condition = Q()
    if low is not None:
        condition &= Q(GreaterThanOrEqual(expression, low))
    if high is not None:
        condition &= Q(LessThanOrEqual(expression, high))
    return condition


def _choice_filter(field: FieldDefinition) -> Filter:
    every = [row["value"] for row in field.choices]
    return ChoiceFilter(
        field.caption, choices=field.options(*every), primary=False, where=_any_of(field)
    )


def _flag_filter(field: FieldDefinition) -> Filter:
    return BoolFilter(
        field.caption, primary=False, where=lambda value: Q(custom__contains={field.code: value})
    )


_FILTERS: dict[FieldKind, Callable[[FieldDefinition], Filter]] = {
    FieldKind.TEXT: _text_filter,
    FieldKind.NUMBER: _number_filter,
    FieldKind.MONEY: _number_filter,
    FieldKind.DATE: _date_filter,
    FieldKind.CHOICE: _choice_filter,
    FieldKind.MULTI: _choice_filter,
    FieldKind.FLAG: _flag_filter,
}

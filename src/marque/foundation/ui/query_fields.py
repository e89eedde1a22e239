"""What 高级查询 may ask of a list: its permitted columns and filters, each of a kind.

A column that shows a stored field is asked by that field; one that shows something computed is
not offered.  Encrypted fields and phones never are.  A column may say for itself how it is asked:
``column.query = QueryField(...)``, or ``False`` for not at all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from marque.foundation.secrets.fields import EncryptedTextField
from marque.foundation.ui.columns import AgeColumn, Column, PersonColumn, PhoneColumn
from marque.foundation.ui.filters import (
    AgeFilter,
    BoolFilter,
    ChoiceFilter,
    DateRangeFilter,
    Filter,
    NumberRangeFilter,
    Option,
    TextFilter,
)
from marque.foundation.ui.paths import orm_path

if TYPE_CHECKING:
    from marque.foundation.ui.tables import Table


class Kind(StrEnum):
    """What sort of value a field has; decides its operators."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    FLAG = "flag"


@dataclass(frozen=True)
class QueryField:
    """A field that may be asked.

    ``on`` is an ORM path or an expression.  ``options`` are the choices.  ``any_of`` gives the
    condition for some of the choices where that is no plain comparison; ``convert`` turns a value
    into the form in which ``on`` holds it.
    """

    key: str
    label: str
    kind: Kind
    on: Any
    options: list[Option] = field(default_factory=list)
    any_of: Callable[[list[str]], Q] | None = None
    convert: Callable[[Any], Any] = lambda value: value
    may_be_blank: bool = False


def query_fields(table: Table) -> dict[str, QueryField]:
    """The fields of a list that this reader may ask, by key, in the order of the columns."""
    model = table.source(table.user, table.store).model if table.has_source() else None
    found: dict[str, QueryField] = {}
    for column in table.columns.values():
        made = column.query if isinstance(column.query, QueryField) else None
        if made is None and column.query is not False and model is not None:
            made = _of_column(column, model, table)
        if made is not None:
            found[made.key] = made
    asked = {field.on for field in found.values() if isinstance(field.on, str)}
    for flt in table.filters.values():
        made = _of_filter(flt, table, model) if flt.key not in found else None
        if made is not None and not (made.on and isinstance(made.on, str) and made.on in asked):
            found[made.key] = made
    return found


def _of_column(column: Column, model: type[models.Model], table: Table) -> QueryField | None:
    if isinstance(column, PhoneColumn | AgeColumn):
        return None
    path = _path(column, model)
    stored = _stored(model, path) if path else None
    kind = _kind(stored) if stored is not None else None
    if kind is None or path is None:
        return None
    options = _options_of(path, stored, table)
    if options:
        kind = Kind.CHOICE
    elif stored is not None and stored.is_relation:
        return None
    label = str(column.label).removesuffix(" ¥")
    return QueryField(column.key, label, kind, path, options, may_be_blank=_holds_text(stored))


def _path(column: Column, model: type[models.Model]) -> str | None:
    """The stored field behind a column: what it shows, else the one field it is sorted by."""
    shown = column.value if isinstance(column.value, str) else ""
    if isinstance(column, PersonColumn) and shown:
        return orm_path(model, f"{shown}.name") or orm_path(model, shown)
    if shown.startswith("get_") and shown.endswith("_display"):
        shown = shown.removeprefix("get_").removesuffix("_display")
    path = orm_path(model, shown) if shown else None
    if path is None and isinstance(column.sort, str):
        path = orm_path(model, column.sort.lstrip("-"))
    return path


def _stored(model: type[models.Model], path: str) -> Any:
    """The model field at the end of a path."""
    current: Any = model
    found: Any = None
    for part in path.split("__"):
        try:
            found = current._meta.get_field("id" if part == "pk" else part)
        except FieldDoesNotExist:
            return None
        current = found.related_model
    return found


def _kind(stored: Any) -> Kind | None:
    """The kind of a model field; `None` for what cannot be asked."""
    if isinstance(stored, EncryptedTextField | models.JSONField | models.AutoField):
        return None
    if stored.choices or stored.is_relation:
        return Kind.CHOICE
    kinds: tuple[tuple[Any, Kind], ...] = (
        (models.BooleanField, Kind.FLAG),
        (models.DateTimeField, Kind.MOMENT),
        (models.DateField, Kind.DATE),
        ((models.CharField, models.TextField), Kind.TEXT),
        ((models.IntegerField, models.DecimalField, models.FloatField), Kind.NUMBER),
    )
    return next((kind for cls, kind in kinds if isinstance(stored, cls)), None)


def _holds_text(stored: Any) -> bool:
    return isinstance(stored, models.CharField | models.TextField)


def _options_of(path: str, stored: Any, table: Table) -> list[Option]:
    """The choices of a field: those of its filter, else those of the model."""
    for flt in table.filters.values():
        if isinstance(flt, ChoiceFilter) and flt.lookup == path and flt.where is None:
            return flt.options(table)
    return [(str(code), str(label)) for code, label in stored.flatchoices]


def _of_filter(flt: Filter, table: Table, model: Any) -> QueryField | None:
    """A filter that no column stands for."""
    if isinstance(flt, ChoiceFilter):
        made = (lambda values: flt.q(values, table)) if flt.where else None
        on = "" if flt.where else flt.lookup
        return QueryField(flt.key, str(flt.label), Kind.CHOICE, on, flt.options(table), any_of=made)
    if flt.where is not None or isinstance(flt, AgeFilter) or model is None:
        return None
    kinds: dict[type[Filter], Kind] = {
        NumberRangeFilter: Kind.NUMBER,
        BoolFilter: Kind.FLAG,
        TextFilter: Kind.TEXT,
    }
    kind = kinds.get(type(flt))
    if isinstance(flt, DateRangeFilter):
        kind = Kind.MOMENT if flt.is_datetime else Kind.DATE
    path = orm_path(model, flt.lookup)
    stored = _stored(model, path) if path else None
    if kind is None or stored is None or isinstance(stored, EncryptedTextField):
        return None
    return QueryField(flt.key, str(flt.label), kind, path, may_be_blank=_holds_text(stored))

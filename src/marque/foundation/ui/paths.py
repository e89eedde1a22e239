"""Attribute paths of rows (``"customer.name"``): followed, compiled, and as lookups."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import BooleanField, F, Func, QuerySet, Value


def read_path(row: Any, path: str) -> Any:
    """Follow an attribute path; ``None`` anywhere ends it with ``None``; methods are called."""
    value = row
    for part in path.replace("__", ".").split("."):
        value = getattr(value, part, None)
        if callable(value) and not isinstance(value, type):
            value = value()
        if value is None:
            return None
    return value


def path_reader(path: str) -> Callable[[Any], Any]:
    """``read_path`` for the many rows of a page: what is the same for all is done once.

    Labels of choices (Django's ``get_…_display``) are asked once for each code; keep the reader no
    longer than one request, because they are in its language.
    """
    parts = path.replace("__", ".").split(".")
    if len(parts) == 1 and path.startswith("get_") and path.endswith("_display"):
        return _label_reader(path)
    if len(parts) > 1:
        return lambda row: read_path(row, path)

    def read(row: Any) -> Any:
        value = getattr(row, path, None)
        return value() if callable(value) and not isinstance(value, type) else value

    return read


def _label_reader(method: str) -> Callable[[Any], Any]:
    code_of = attrgetter(method.removeprefix("get_").removesuffix("_display"))
    known: dict[Any, Any] = {}

    def read(row: Any) -> Any:
        code = code_of(row)
        if code not in known:
            known[code] = getattr(row, method)()
        return known[code]

    return read


def orm_path(model: Any, path: str) -> str | None:
    """The path as an ORM lookup when every part is a database field of ``model``, else ``None``."""
    return _orm_path(model, path)


@lru_cache(maxsize=4096)
def _orm_path(model: Any, path: str) -> str | None:
    parts = path.replace(".", "__").split("__")
    current: Any = model
    for part in parts:
        if current is None:
            return None
        try:
            found = current._meta.get_field("id" if part == "pk" else part)
        except FieldDoesNotExist:
            return None
        if getattr(found, "column", None) is None:
            return None
        current = found.related_model
    return "__".join(parts)


def is_stored(key: Any, queryset: QuerySet[Any]) -> bool:
    """Whether a sort key is a field, or an expression that the queryset already has."""
    if isinstance(key, str):
        return True
    name = getattr(key.expression, "name", "")
    in_model = orm_path(queryset.model, name) if name else None
    return in_model is not None or name in queryset.query.annotations


def with_key(keys: list[int]) -> Func:
    """The condition that a row has one of these keys, as one value however many they are."""
    return Func(
        F("pk"),
        Value(keys),
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=BooleanField(),
    )

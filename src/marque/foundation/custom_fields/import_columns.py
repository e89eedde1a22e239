"""Custom fields in an import: columns that follow the definitions.

::

    ImportKind(key="parties.customers", columns=WithCustom(COLUMNS, "parties.customer"), …)

and in the importer ``custom_of(line.values)`` gives code and value of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, overload

from marque.foundation.custom_fields.models import PREFIX, FieldDefinition, FieldKind
from marque.foundation.custom_fields.queries import fields_of
from marque.foundation.custom_fields.values import keep
from marque.foundation.imports.kinds import ImportColumn


class WithCustom(Sequence[ImportColumn]):
    """The fixed columns of a kind of import, then those of the custom fields in use now."""

    def __init__(self, fixed: Sequence[ImportColumn], target: str) -> None:
        self.fixed, self.target = tuple(fixed), target

    def _all(self) -> tuple[ImportColumn, ...]:
        return (*self.fixed, *import_columns(self.target))

    def __iter__(self) -> Iterator[ImportColumn]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __bool__(self) -> bool:
        return bool(self.fixed)

    @overload
    def __getitem__(self, at: int) -> ImportColumn: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[ImportColumn, ...]: ...
    def __getitem__(self, at: int | slice) -> ImportColumn | tuple[ImportColumn, ...]:
        return self._all()[at]


def import_columns(target: str) -> tuple[ImportColumn, ...]:
    """A column for each custom field in use."""
    return tuple(
        ImportColumn(
            key=field.name,
            label=field.caption,
            synonyms=tuple(filter(None, (field.label, field.label_en, field.code))),
            is_required=field.is_required,
            parse=_reader(field),
            is_numeric=field.kind in {FieldKind.NUMBER, FieldKind.MONEY},
        )
        for field in fields_of(target)
    )


def _reader(field: FieldDefinition) -> Callable[[str], Any]:
    return lambda text: keep(field, text)


def custom_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The custom values of an imported line by code; empty cells are left out."""
    return {
        key.removeprefix(PREFIX): value
        for key, value in values.items()
        if key.startswith(PREFIX) and value is not None
    }

"""Model fields: encrypted texts, and blind indexes by which they can be found.

An encrypted field is an ordinary text in Python and sealed in the database.  It can be compared
with nothing but emptiness: to find a row, look for its blind index.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull
from django.db.models.query_utils import DeferredAttribute

from marque.foundation.secrets.derived import DerivedField
from marque.foundation.secrets.sealing import (
    INDEX_LENGTH,
    VERSION,
    Clear,
    blind_index,
    opened,
    seal,
)


class _KeepsItsSeal(DeferredAttribute):
    """Writing the same text again keeps the stored form: no change, nothing in the audit trail."""

    def __set__(self, instance: Any, value: Any) -> None:
        known = instance.__dict__.get(self.field.attname)
        if isinstance(known, Clear) and not isinstance(value, Clear) and value == known:
            return
        instance.__dict__[self.field.attname] = value


class _ExactlyNothing(Exact):
    """Only emptiness can be asked for."""

    def get_prep_lookup(self) -> Any:
        if self.rhs != "":
            raise FieldError("An encrypted field cannot be searched: use its blind index.")
        return self.rhs


class IsSealed(models.Lookup):
    """`field__sealed=True`: empty or encrypted; for constraints."""

    lookup_name = "sealed"

    def get_prep_lookup(self) -> Any:
        return bool(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """The condition on the stored text."""
        column, params = self.process_lhs(compiler, connection)
        wrong = "" if self.rhs else "NOT "
        return f"{wrong}({column} = '' OR {column} LIKE '{VERSION}%%')", [*params, *params]


LOOKUPS: dict[str, Any] = {"exact": _ExactlyNothing, "isnull": IsNull, "sealed": IsSealed}


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """A text that is unreadable in the database."""

    descriptor_class = _KeepsItsSeal

    def from_db_value(self, value: str | None, *_: Any) -> str | None:
        """Open what was stored."""
        return opened(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        """Seal what is to be stored; an unchanged text keeps its seal."""
        if value is None or isinstance(value, Clear):
            return value if value is None else value.sealed
        return seal(str(value))

    def get_lookup(self, lookup_name: str) -> Any:
        """Refuse every search but for emptiness."""
        if lookup_name not in LOOKUPS:
            raise FieldError(
                f"{self.name} is encrypted and has no lookup {lookup_name}: use its blind index."
            )
        return LOOKUPS[lookup_name]

    def get_transform(self, lookup_name: str) -> Any:
        """There is nothing to transform in a sealed text."""
        raise FieldError(f"{self.name} is encrypted and has no {lookup_name}.")


class EncryptedCharField(EncryptedTextField):
    """A short text that is unreadable in the database; `max_length` counts what is typed."""

    def formfield(self, *args: Any, **kwargs: Any) -> Any:
        """One line."""
        return super().formfield(*args, **{"widget": forms.TextInput, **kwargs})


def as_it_is(text: str) -> str:
    """The default preparation of a text for its blind index."""
    return text


class BlindIndexField(DerivedField, models.CharField):  # type: ignore[type-arg]
    """The blind index of another field of the row, kept whenever the row is written.

    `prepare` turns the stored text into what is searched for (its last four digits);
    `purpose` is the same for fields that hold the same kind of thing.
    """

    def __init__(
        self,
        *,
        source: str = "",
        purpose: str = "",
        prepare: Callable[[str], str] = as_it_is,
        **kwargs: Any,
    ) -> None:
        self.source, self.purpose, self.prepare = source, purpose, prepare
        self.derived_from = (source,)
        usual: dict[str, Any] = {"max_length": INDEX_LENGTH, "blank": True, "editable": False}
        super().__init__(**usual | {"default": ""} | kwargs)

    def deconstruct(self) -> Any:
        """Migrations need only the column."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def derive(self, instance: Any) -> str:
        """The index of the row's text."""
        return self.index_of(getattr(instance, self.source) or "")

    def index_of(self, text: str) -> str:
        """The index under which a text would be found."""
        return blind_index(self.purpose, self.prepare(text))

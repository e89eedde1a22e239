"""Fields worked out from other fields of the row, kept right by every way of writing it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models


class DerivedField:
    """Mixin of a field that is worked out from `derived_from` whenever the row is written."""

    derived_from: tuple[str, ...] = ()
    attname: str

    def derive(self, instance: Any) -> Any:
        """The value that belongs to the row."""
        raise NotImplementedError

    def pre_save(self, model_instance: Any, add: bool) -> Any:  # noqa: ARG002, FBT001
        """Called by `save` and by `bulk_create`."""
        value = self.derive(model_instance)
        setattr(model_instance, self.attname, value)
        return value


def derived_fields(model: Any, touched: Collection[str]) -> list[Any]:
    """The derived fields of the model that depend on one of the touched fields."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, DerivedField) and set(touched) & set(field.derived_from)
    ]


class DerivingQuerySet:
    """Mixin of a queryset: refuses the writes that would leave a derived field behind."""

    model: Any

    def update(self, **kwargs: Any) -> int:
        """As in Django; a field from which others are worked out needs `save` or `bulk_update`."""
        stale = [field.name for field in derived_fields(self.model, kwargs.keys())]
        if left := [name for name in stale if name not in kwargs]:
            raise TypeError(f"update() would leave {', '.join(left)} as it was: save the rows.")
        return int(super().update(**kwargs))  # type: ignore[misc]

    def bulk_update(
        self, objs: Iterable[Any], fields: Iterable[str], batch_size: int | None = None
    ) -> int:
        """As in Django, with the fields worked out from those named."""
        rows, given = tuple(objs), list(fields)
        more = [field for field in derived_fields(self.model, given) if field.name not in given]
        for field in more:
            for row in rows:
                setattr(row, field.attname, field.derive(row))
        names = [*given, *(field.name for field in more)]
        return int(super().bulk_update(rows, names, batch_size=batch_size))  # type: ignore[misc]


class DerivingModel(models.Model):
    """Saves the fields worked out from those named in `update_fields` as well."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """As in Django."""
        named = kwargs.get("update_fields")
        if named is not None:
            more = [field.name for field in derived_fields(type(self), named)]
            kwargs["update_fields"] = [*named, *more]
        super().save(*args, **kwargs)

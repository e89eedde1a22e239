"""Rows of the database become objects, hundreds a page, as fast as Python can."""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState
from django.db.models.query_utils import DeferredAttribute
from django.db.models.signals import post_init, pre_init  # noqa: TID251 - asked, not joined


class QuickRead(models.Model):
    """Mixin: an object read from the database holds what was read, put there in one go.

    Django sets the fields of the model one by one, also those that were not read, which for a
    wide model is most of the work of a list. What was not read is read when it is asked for, as
    ever.
    """

    class Meta:
        abstract = True

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], **later: Any
    ) -> Self:
        if not _is_plain(cls, tuple(field_names)):
            return super().from_db(db, field_names, values, **later)
        found = cls.__new__(cls)
        state = ModelState()
        state.adding, state.db = False, db
        found.__dict__["_state"] = state
        found.__dict__.update(zip(field_names, values, strict=True))
        return found


@lru_cache(maxsize=1_024)
def _is_plain(model: type[models.Model], names: tuple[str, ...]) -> bool:
    """Whether nothing wants to know of a new object, and the values lie under their own names."""
    is_watched = pre_init.has_listeners(model) or post_init.has_listeners(model)
    fields = [getattr(model, name, None) for name in names]
    return (
        model.__init__ is models.Model.__init__
        and not is_watched
        and all(isinstance(field, DeferredAttribute) for field in fields)
    )

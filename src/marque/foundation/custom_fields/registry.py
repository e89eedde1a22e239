"""The kinds of records that may have custom fields; apps add theirs when they start."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Model, QuerySet

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise


@dataclass(frozen=True, slots=True)
class Target:
    """A model with `CustomValues`; `key` is its name in lower case ("sales.salesorder")."""

    key: str
    label: StrOrPromise
    order: int = 100

    @property
    def model(self) -> type[Model]:
        """The model class."""
        return apps.get_model(self.key)

    @property
    def rows(self) -> QuerySet[Any]:
        """All records of this kind."""
        model: Any = self.model
        rows: QuerySet[Any] = model.objects.all()
        return rows


_targets: dict[str, Target] = {}


def register_target(target: Target) -> None:
    """Let administrators add fields to a model; the same key again replaces it."""
    _targets[target.key] = target


def targets() -> list[Target]:
    """All kinds of records that may have custom fields, in order."""
    return sorted(_targets.values(), key=lambda target: target.order)


def find_target(key: str) -> Target | None:
    """The target of a key, or `None`."""
    return _targets.get(key)

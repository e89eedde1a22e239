"""Data scope: which rows a user may see.  Lists, details, exports, search and API start here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.db import models

from marque.accountsets.reading import QuickRead
from marque.foundation.access.authority import authority_of
from marque.foundation.access.models import Scope
from marque.organisation.models import Department


@dataclass(frozen=True, slots=True)
class ScopeFields:
    """Names of the fields by which rows belong to somebody; None where they do not."""

    owner: str | None = None
    department: str | None = None
    store: str | None = None
    company: str | None = None

    @property
    def company_path(self) -> str | None:
        return self.company or (f"{self.store}__company" if self.store else None)


class ScopedQuerySet(models.QuerySet[Any]):
    """Rows that know their reader.  The model declares VIEW_RIGHT and SCOPE."""

    def visible_to(self, user: Any) -> Self:
        """The rows that `user` may see by the scope of the model's view right.

        Without the right: none.  A scope narrower than the model can express falls back to the
        next wider one that it can (stock has no owner: "own" means the store).
        """
        authority = authority_of(user)
        scope = authority.scope(self.model.VIEW_RIGHT)
        if scope is None:
            return self.none()
        return self.filter(rows_within(scope, self.model.SCOPE, user, authority.post))

    def in_store(self, store: Any) -> Self:
        """Rows of one store; None is the group view and filters nothing."""
        field: str | None = self.model.SCOPE.store
        return self.filter(**{field: store}) if store is not None and field else self


def rows_within(scope: Scope, fields: ScopeFields, user: Any, post: Any) -> models.Q:
    """The condition that a scope puts on rows described by `fields`."""
    if scope == Scope.GROUP:
        return models.Q()
    if scope == Scope.OWN and fields.owner:
        return models.Q(**{fields.owner: user})
    if post is None:
        return models.Q(pk__in=[])
    department = post.department
    if scope <= Scope.TEAM and fields.department:
        below = Department.objects.filter(path__startswith=department.path)
        return models.Q(**{f"{fields.department}__in": below})
    return _of_place(scope, fields, department)


def _of_place(scope: Scope, fields: ScopeFields, department: Any) -> models.Q:
    """Rows of the department's store, or of its company where the scope or the model is wider."""
    if scope <= Scope.STORE and fields.store and department.store_id:
        return models.Q(**{fields.store: department.store_id})
    if fields.company_path:
        return models.Q(**{fields.company_path: department.company_id})
    return models.Q()


class ScopedModel(QuickRead):
    """Mixin that names the right and the fields; see ScopedQuerySet."""

    VIEW_RIGHT: ClassVar[str] = ""
    SCOPE: ClassVar[ScopeFields] = ScopeFields()

    class Meta:
        abstract = True

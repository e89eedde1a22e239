"""Which part of the firm an administrator sees and changes.

The scope of the right decides, as for every other row: a company's administrator has nothing to
do with the people, stores and departments of another company.  What belongs to the whole group
(roles, user groups, general settings) is changed by those whose right reaches the group.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marque.foundation.access.authority import authority_of
from marque.foundation.access.models import Role, Scope
from marque.foundation.access.querysets import ScopeFields, rows_within
from marque.kernel.errors import NotAuthorised
from marque.organisation.models import Company, Department, Employee, Position, Post, Store, User


def reaches_group(user: Any, right: str) -> bool:
    """Whether the right of the user holds for the whole group."""
    return authority_of(user).scope(right) == Scope.GROUP


def require_group(user: Any, right: str) -> None:
    """Raises NotAuthorised for whoever's right ends at a company or a store."""
    if not reaches_group(user, right):
        raise NotAuthorised(_("这项设置属于全集团，请由集团管理员维护"))


def companies_of(user: Any, right: str) -> QuerySet[Company]:
    """Companies within reach."""
    return Company.objects.filter(_within(user, right, ScopeFields(company="pk")))


def stores_of(user: Any, right: str) -> QuerySet[Store]:
    """Stores within reach."""
    return Store.objects.filter(_within(user, right, ScopeFields(store="pk", company="company")))


def departments_of(user: Any, right: str) -> QuerySet[Department]:
    """Departments within reach."""
    place = ScopeFields(store="store", company="company")
    return Department.objects.filter(_within(user, right, place))


def employees_of(user: Any, right: str) -> QuerySet[Employee]:
    """Employees who hold or held a post within reach."""
    if reaches_group(user, right):
        return Employee.objects.all()
    posts = Post.objects.filter(department__in=departments_of(user, right))
    return Employee.objects.filter(pk__in=posts.values("employee"))


def users_of(user: Any, right: str) -> QuerySet[User]:
    """Logins of the employees within reach."""
    found: QuerySet[User] = User.objects.all()
    if reaches_group(user, right):
        return found
    return found.filter(employee__in=employees_of(user, right))


def users_below(user: Any, right: str) -> QuerySet[User]:
    """Logins that the user may act on: of nobody whose own rights reach further."""
    wider = _wider_roles(user, right)
    posts = Post.objects.filter(ends_on__isnull=True, position__roles__in=wider)
    found: QuerySet[User] = users_of(user, right).exclude(
        Q(pk__in=posts.filter(employee__user__isnull=False).values("employee__user"))
        | Q(user_groups__roles__in=wider)
    )
    return found


def positions_of(user: Any, right: str) -> QuerySet[Position]:
    """Positions that the user may give: none whose rights reach further than this one."""
    wider = Position.objects.filter(roles__in=_wider_roles(user, right))
    return Position.objects.filter(is_active=True).exclude(pk__in=wider.values("pk"))


def _wider_roles(user: Any, right: str) -> QuerySet[Role]:
    scope = authority_of(user).scope(right) or Scope.OWN
    return Role.objects.filter(is_active=True, scope__gt=scope)


def _within(user: Any, right: str, fields: ScopeFields) -> Q:
    authority = authority_of(user)
    scope = authority.scope(right)
    if scope is None:
        return Q(pk__in=[])
    return rows_within(scope, fields, user, authority.post)

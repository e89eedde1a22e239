"""Saved views and column layouts: read, save, delete. Used by the list page and its small views."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from marque.accountsets import plans
from marque.foundation.access.authority import acting_post
from marque.foundation.access.models import Role
from marque.foundation.ui.models import ColumnLayout, SavedView
from marque.kernel.errors import DomainError
from marque.organisation.models import Department

MAX_VIEWS = 20
MAX_QUERY = 8_000
TEAM = "team"
MAX_COLUMNS = 100
MAX_KEY_DIGITS = 9


class ViewRefused(DomainError):
    """A view cannot be saved or deleted; the message says why."""


def roles_of(user: Any) -> QuerySet[Role]:
    """The active roles a person has now: by the position acted in and by user groups."""
    post = acting_post(user)
    givers = Q(user_groups__members=user)
    if post:
        givers |= Q(positions=post.position_id)
    return Role.objects.filter(givers, is_active=True)


def find_role(user: Any, text: str) -> Role | None:
    """One of the person's own roles by its primary key as typed, or ``None``."""
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_KEY_DIGITS):
        return None
    return roles_of(user).filter(pk=int(text)).first()


def find_audience(user: Any, text: str) -> Role | Department | None:
    """With whom a view is shared, as chosen: one of the person's roles, their team, or nobody."""
    post = acting_post(user) if text == TEAM else None
    if post:
        found: Department = post.department
        return found
    return find_role(user, text)


def list_saved_views(user: Any, list_key: str) -> QuerySet[SavedView]:
    """The person's own views of a list and those shared with one of their roles."""
    shared = Q(shared_role__in=roles_of(user))
    post = acting_post(user)
    if post:
        shared |= Q(shared_department__in=teams_of(post))
    return SavedView.objects.filter(Q(owner=user) | shared, list_key=list_key)


def teams_of(post: Any) -> list[int]:
    """The department of a post and those above it: who shares with one of them shares with it."""
    return [int(part) for part in post.department.path.split("/") if part]


@dataclass(frozen=True)
class Preferences:
    """What a person and their roles keep for one list."""

    layout: list[str] | None
    views: list[SavedView]
    roles: list[Role]


PREFERENCES = """
WITH mine AS (
  SELECT r.id, r.code, r.name, r.name_en FROM access_role r
   WHERE r.is_active
     AND (r.id IN (SELECT role_id FROM access_role_positions WHERE position_id = %(position)s)
       OR r.id IN (SELECT g.role_id FROM access_usergroup_roles g
                     JOIN access_usergroup_members m ON m.usergroup_id = g.usergroup_id
                    WHERE m.user_id = %(user)s))
), views AS (
  SELECT v.id, v.owner_id, v.list_key, v.name, v.query, v.shared_role_id, v.shared_department_id
    FROM ui_savedview v
   WHERE v.list_key = %(key)s
     AND (v.owner_id = %(user)s OR v.shared_role_id IN (SELECT id FROM mine)
       OR v.shared_department_id = ANY(%(teams)s))
)
SELECT (SELECT columns::text FROM ui_columnlayout
         WHERE owner_id = %(user)s AND list_key = %(key)s),
       (SELECT json_agg(views ORDER BY id)::text FROM views),
       (SELECT json_agg(mine ORDER BY code)::text FROM mine)
"""


def preferences_of(user: Any, list_key: str) -> Preferences:
    """Column layout, saved views and the roles to share a view with: one statement, because
    every list asks for all three."""
    post = acting_post(user)
    values = {
        "user": user.pk,
        "position": post.position_id if post else None,
        "teams": teams_of(post) if post else [],
        "key": list_key,
    }
    with plans.kept(), connection.cursor() as cursor:
        cursor.execute(PREFERENCES, values)
        layout, views, roles = (json.loads(text) if text else None for text in cursor.fetchone())
    return Preferences(
        layout,
        [SavedView(**view) for view in views or ()],
        [Role(**role) for role in roles or ()],
    )


def find_layout(user: Any, list_key: str) -> list[str] | None:
    """The stored column keys of a list in order, or ``None``."""
    found = ColumnLayout.objects.filter(owner=user, list_key=list_key).values_list(
        "columns", flat=True
    )
    return next(iter(found), None)


@transaction.atomic
def save_view(
    *, by: Any, list_key: str, name: str, query: str = "", shared_with: Any = None
) -> SavedView:
    """Save the filters under a name; the same name of the same person is replaced.
    ``shared_with`` is a role, a department, or nobody."""
    name = name.strip()
    if not name:
        raise ViewRefused(_("请给视图起一个名称。"))
    if len(name) > 30 or len(query) > MAX_QUERY or not 0 < len(list_key) <= 100:  # noqa: PLR2004
        raise ViewRefused(_("视图名称最多 30 个字，筛选条件最多 8000 个字符。"))
    own = SavedView.objects.filter(owner=by, list_key=list_key)
    if own.exclude(name=name).count() >= MAX_VIEWS:
        raise ViewRefused(_("每个列表最多保存 20 个视图，请先删除不用的。"))
    view, _created = SavedView.objects.update_or_create(
        owner=by,
        list_key=list_key,
        name=name,
        defaults={
            "query": query,
            "shared_role": shared_with if isinstance(shared_with, Role) else None,
            "shared_department": shared_with if isinstance(shared_with, Department) else None,
        },
    )
    return view


@transaction.atomic
def delete_view(*, by: Any, pk: int) -> None:
    """Delete one of the person's own views; a shared one of somebody else is refused."""
    if not SavedView.objects.filter(owner=by, pk=pk).delete()[0]:
        raise ViewRefused(_("只能删除自己保存的视图。"))


@transaction.atomic
def save_columns(*, by: Any, list_key: str, columns: Sequence[str]) -> None:
    """Remember the columns of a list for a person; none restores the default."""
    if not list_key or len(list_key) > 100:  # noqa: PLR2004 - the width of the column
        raise ViewRefused(_("找不到这个列表。"))
    picked = [key for key in dict.fromkeys(columns) if key.isidentifier()][:MAX_COLUMNS]
    if not picked:
        ColumnLayout.objects.filter(owner=by, list_key=list_key).delete()
        return
    ColumnLayout.objects.update_or_create(owner=by, list_key=list_key, defaults={"columns": picked})

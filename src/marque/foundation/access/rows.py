"""Read who is asking by SQL that is composed once.

Every request reads these rows; composing the queries through the ORM costs more than running
them.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection, models

from marque.organisation.models import Company, Department, Employee, Position, Post, Store, User

USER = "SELECT {columns} FROM organisation_user u WHERE u.id = %s"
POST = """
SELECT {columns}
  FROM organisation_post p
  JOIN organisation_employee e ON e.id = p.employee_id
  JOIN organisation_department d ON d.id = p.department_id
  JOIN organisation_company c ON c.id = d.company_id
  LEFT JOIN organisation_store s ON s.id = d.store_id
  LEFT JOIN organisation_company sc ON sc.id = s.company_id
  JOIN organisation_position n ON n.id = p.position_id
 WHERE e.user_id = %s AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
 ORDER BY p.is_primary DESC, p.id
 LIMIT 1
"""
ROLES = """
SELECT r.rights, r.scope, r.rate_discount_limit, r.needs_second_factor, r.landing
  FROM access_role r
 WHERE r.is_active
   AND (r.id IN (SELECT role_id FROM access_role_positions WHERE position_id = %s)
     OR r.id IN (SELECT gr.role_id FROM access_usergroup_roles gr
                   JOIN access_usergroup_members gm ON gm.usergroup_id = gr.usergroup_id
                  WHERE gm.user_id = %s))
 ORDER BY r.code
"""
PARTS: tuple[tuple[str, type[models.Model]], ...] = (
    ("p", Post),
    ("e", Employee),
    ("d", Department),
    ("c", Company),
    ("s", Store),
    ("sc", Company),
    ("n", Position),
)


def find_user(pk: Any) -> User | None:
    """The user with this key; one statement."""
    rows = _rows(_user_sql(), [pk])
    return _built(User, rows[0]) if rows else None


def find_primary_post(user: Any, on: Any) -> Post | None:
    """The current post of a user, the primary one before others, with all around it."""
    rows = _rows(_post_sql(), [user.pk, on, on])
    if not rows:
        return None
    found, at = {}, 0
    for alias, model in PARTS:
        width = len(model._meta.concrete_fields)
        found[alias] = _built(model, rows[0][at : at + width])
        at += width
    post: Post = found["p"]
    post.employee, post.department, post.position = found["e"], found["d"], found["n"]
    post.department.company, post.department.store = found["c"], found["s"]
    if found["s"] is not None:
        found["s"].company = found["sc"]
    return post


def list_roles(user: Any, position_id: int | None) -> list[tuple[Any, ...]]:
    """Rights, scope, discount limit, second factor and landing of every role that counts."""
    return _rows(ROLES, [position_id, user.pk])


def _rows(sql: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


def _built(model: type[models.Model], row: tuple[Any, ...]) -> Any:
    """An instance out of all columns of its table; None for the nulls of an outer join."""
    if row[0] is None:
        return None
    return model.from_db("default", [f.attname for f in model._meta.concrete_fields], row)


@cache
def _user_sql() -> str:
    return USER.format(columns=_columns("u", User))


@cache
def _post_sql() -> str:
    return POST.format(columns=", ".join(_columns(alias, model) for alias, model in PARTS))


def _columns(alias: str, model: type[models.Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)

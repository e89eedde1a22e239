"""Read who is asking by SQL that is composed once.

Every request reads these rows; composing the queries through the ORM costs more than running
them.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from django.db import connection, models

from marque.organisation.models import Company, Department, Employee, Position, Post, Store, User

WHO = """
SELECT r.rights, r.scope, r.rate_discount_limit, r.needs_second_factor, r.landing, {columns}
  FROM organisation_user u
  LEFT JOIN LATERAL (
    SELECT p.* FROM organisation_post p JOIN organisation_employee e ON e.id = p.employee_id
     WHERE e.user_id = u.id AND p.starts_on <= %s AND (p.ends_on IS NULL OR p.ends_on >= %s)
     ORDER BY p.is_primary DESC, p.id LIMIT 1
  ) p ON true
  LEFT JOIN organisation_employee e ON e.id = p.employee_id
  LEFT JOIN organisation_department d ON d.id = p.department_id
  LEFT JOIN organisation_company c ON c.id = d.company_id
  LEFT JOIN organisation_store s ON s.id = d.store_id
  LEFT JOIN organisation_company sc ON sc.id = s.company_id
  LEFT JOIN organisation_position n ON n.id = p.position_id
  LEFT JOIN access_role r ON r.is_active
   AND (r.id IN (SELECT role_id FROM access_role_positions WHERE position_id = p.position_id)
     OR r.id IN (SELECT gr.role_id FROM access_usergroup_roles gr
                   JOIN access_usergroup_members gm ON gm.usergroup_id = gr.usergroup_id
                  WHERE gm.user_id = u.id))
 WHERE u.id = %s
 ORDER BY r.code
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
    ("u", User),
    ("p", Post),
    ("e", Employee),
    ("d", Department),
    ("c", Company),
    ("s", Store),
    ("sc", Company),
    ("n", Position),
)
OF_ROLE = 5


class Who(NamedTuple):
    """A user, the post held now (the primary one before others), and what each role gives."""

    user: User
    post: Post | None
    roles: list[tuple[Any, ...]]


def find_who(pk: Any, *, on: Any) -> Who | None:
    """Everything about who is asking; one statement."""
    rows = _rows(_who_sql(), [on, on, pk])
    if not rows:
        return None
    found, at = {}, OF_ROLE
    for alias, model in PARTS:
        width = len(model._meta.concrete_fields)
        found[alias] = _built(model, rows[0][at : at + width])
        at += width
    return Who(found["u"], _post(found), [row[:OF_ROLE] for row in rows if row[0] is not None])


def _post(found: dict[str, Any]) -> Post | None:
    post: Post | None = found["p"]
    if post is None:
        return None
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
def _who_sql() -> str:
    return WHO.format(columns=", ".join(_columns(alias, model) for alias, model in PARTS))


def _columns(alias: str, model: type[models.Model]) -> str:
    return ", ".join(f'{alias}."{field.column}"' for field in model._meta.concrete_fields)

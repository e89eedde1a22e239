"""Grow and rearrange the tree of departments (PLT-07)."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F, Value
from django.db.models.functions import Concat, Substr
from django.utils.translation import gettext as _

from marque.kernel.errors import DomainError, Duplicate, InvalidInput, refusing
from marque.organisation.models import Company, Department, Store


@transaction.atomic
def create_department(
    *, name: str, company: Company, store: Store | None = None, parent: Department | None = None
) -> Department:
    """Add a department below `parent`, or at the top of its company."""
    place = store or (parent.store if parent else None)
    with refusing(_name_taken(name)):
        department = Department.objects.create(
            name=name, company=company, store=place, parent=parent
        )
    department.path = f"{parent.path if parent else '/'}{department.pk}/"
    department.save(update_fields=["path"])
    return department


@transaction.atomic
def move_department(*, department: Department, parent: Department | None) -> Department:
    """Hang a department and all below it under another parent; people and scopes follow.

    Raises InvalidInput when the new parent lies inside the department itself.
    """
    locked = Department.objects.select_for_update().get(pk=department.pk)
    if parent and parent.path.startswith(locked.path):
        raise InvalidInput(_("不能把“%(name)s”移到它自己的下级部门") % {"name": locked})
    if parent and parent.company_id != locked.company_id:
        raise InvalidInput(_("部门只能在同一公司内移动"))
    before, after = locked.path, f"{parent.path if parent else '/'}{locked.pk}/"
    locked.parent = parent
    with refusing(_name_taken(locked.name)):
        locked.save(update_fields=["parent"])
    Department.objects.filter(path__startswith=before).update(
        path=Concat(Value(after), Substr(F("path"), len(before) + 1))
    )
    locked.refresh_from_db()
    return locked


def _name_taken(name: str) -> dict[str, DomainError]:
    taken = Duplicate(_("上级部门下已有“%(name)s”，请换一个名称") % {"name": name})
    return {"department_name_in_parent": taken}

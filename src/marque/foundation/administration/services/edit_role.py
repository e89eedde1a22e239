"""Change what a role may do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.access.models import Role, Scope
from marque.foundation.access.registry import all_rights
from marque.kernel.errors import Duplicate, InvalidInput, NotAuthorised, refusing


@dataclass(frozen=True, slots=True)
class RoleDetails:
    """Everything that a role is made of; `rate_discount_limit` in percent."""

    code: str
    name: str
    name_en: str
    rights: tuple[str, ...]
    scope: int
    rate_discount_limit: Decimal
    needs_second_factor: bool
    positions: tuple[Any, ...]
    is_active: bool = True


@transaction.atomic
def save_role(*, role: Role | None, details: RoleDetails) -> Role:
    """Create a role or change one; it holds from every holder's next request (PLT-11).

    Nobody can switch off the last role that may edit roles.
    """
    if unknown := set(details.rights) - set(all_rights()):
        raise InvalidInput(
            _("没有这些权限：%(names)s") % {"names": "、".join(sorted(unknown))}, field="rights"
        )
    role = role or Role()
    role.code, role.name, role.name_en = details.code, details.name, details.name_en
    role.rights = [code for code in all_rights() if code in set(details.rights)]
    role.scope = Scope(details.scope)
    role.rate_discount_limit = details.rate_discount_limit
    role.needs_second_factor = details.needs_second_factor
    role.is_active = details.is_active
    with refusing(
        {
            "access_role_code_key": Duplicate(
                _("角色代码 %(code)s 已被使用") % {"code": details.code}
            ),
            "access_role_name_key": Duplicate(
                _("角色名称“%(name)s”已被使用") % {"name": details.name}
            ),
        }
    ):
        role.save()
    role.positions.set(details.positions)
    if not Role.objects.filter(rights__contains=["access.edit_role"], is_active=True).exists():
        raise NotAuthorised(_("至少要保留一个可以维护角色的角色"))
    return role

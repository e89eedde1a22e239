"""Roles, and the matrix of rights."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.access.models import Role
from marque.foundation.access.registry import Right, all_rights
from marque.foundation.administration import tables
from marque.foundation.administration.forms import RoleForm
from marque.foundation.administration.reach import require_group
from marque.foundation.administration.services.edit_role import RoleDetails, save_role
from marque.foundation.administration.views.acting import form_view, here
from marque.foundation.ui.lists import render_list

LABEL = gettext_lazy("角色与权限")


@require_safe
@requires("access.view_role", label=LABEL)
def roles(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.RoleTable)


@requires("access.edit_role", label=LABEL, group_level=True)
def role(request: Any, pk: int | None = None) -> HttpResponse:
    row = get_object_or_404(Role, pk=pk) if pk else None
    form = RoleForm(request.POST or None, initial=_initial(row))
    chosen = set(
        request.POST.getlist("rights") if form.is_bound else form.initial.get("rights", ())
    )
    return form_view(
        request,
        form,
        lambda fields: _save(
            request.user,
            row,
            RoleDetails(
                **{
                    **fields,
                    "rights": tuple(fields["rights"]),
                    "positions": tuple(fields["positions"]),
                }
            ),
        ),
        page={
            "title": row or _("新建角色"),
            "message": _("角色已保存，持有人下次操作起生效"),
            "back_url": here(request, "roles"),
            "template": "administration/role.html",
            "groups": grouped_rights(chosen),
        },
        to=lambda _row: here(request, "roles"),
    )


def _save(user: Any, role: Role | None, details: RoleDetails) -> Role:
    """Roles are shared by all companies: only a group's administrator changes them."""
    require_group(user, "access.edit_role")
    return save_role(role=role, details=details)


def _initial(role: Role | None) -> dict[str, Any]:
    if role is None:
        return {}
    names = ("code", "name", "name_en", "scope", "rate_discount_limit", "needs_second_factor")
    return {
        **{name: getattr(role, name) for name in names},
        "is_active": role.is_active,
        "positions": role.positions.all(),
        "rights": role.rights,
    }


def grouped_rights(chosen: set[str]) -> list[tuple[str, list[tuple[Any, bool]]]]:
    """All rights by app, each with whether it is chosen."""
    rights = sorted(all_rights().values(), key=_app)
    return [
        (
            str(apps.get_app_config(label).verbose_name),
            [(right, right.code in chosen) for right in members],
        )
        for label, members in groupby(rights, key=_app)
    ]


def _app(right: Right) -> str:
    return right.code.partition(".")[0]


@require_safe
@requires("access.view_role", label=LABEL)
def matrix(request: HttpRequest) -> HttpResponse:
    """Which role has which right: one page to check them all."""
    found = list(Role.objects.filter(is_active=True))
    rows = [
        (right, [right.code in role.rights for role in found]) for right in all_rights().values()
    ]
    context = {"roles": found, "rows": rows, "title": _("权限对照表")}
    return render(request, "administration/matrix.html", context)

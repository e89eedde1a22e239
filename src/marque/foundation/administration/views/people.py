"""Employees, their posts, their logins and groups."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from marque.foundation.access.decorators import requires
from marque.foundation.access.middleware import VIEW_AS
from marque.foundation.access.models import UserGroup
from marque.foundation.administration import reach, tables
from marque.foundation.administration.forms import EmployeeForm, GroupForm, PasswordForm, PostForm
from marque.foundation.administration.hand_over import hand_over_leaver, heirs_for, owned_by
from marque.foundation.administration.services.edit_user import (
    reset_password,
    save_group,
    set_active,
)
from marque.foundation.administration.views.acting import form_view, here, valid
from marque.foundation.audit.actor import note
from marque.foundation.ui.feedback import done, refuse
from marque.foundation.ui.lists import render_list
from marque.kernel.errors import DomainError
from marque.organisation import api as organisation
from marque.organisation.models import Employee, Post

PEOPLE = gettext_lazy("员工")
EDIT, USER = "organisation.edit_employee", "access.edit_user"
USERS = gettext_lazy("用户")


@require_safe
@requires("organisation.view_employee", label=PEOPLE)
def employees(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.EmployeeTable)


def _employee(request: Any, pk: int, right: str = EDIT) -> Employee:
    found: Employee = get_object_or_404(reach.employees_of(request.user, right), pk=pk)
    return found


def _places(request: Any, form: Any) -> Any:
    """The form offers departments and positions within the administrator's reach."""
    form.limit("department", reach.departments_of(request.user, EDIT))
    form.limit("position", reach.positions_of(request.user, EDIT))
    return form


def _fresh() -> dict[str, Any]:
    return {"hired_on": timezone.localdate()}


def _save_group(user: Any, row: UserGroup | None, fields: dict[str, Any]) -> UserGroup:
    """User groups cut across companies: only a group's administrator changes them."""
    reach.require_group(user, USER)
    return save_group(group=row, **fields)


@transaction.atomic
def hire(fields: dict[str, Any]) -> Employee:
    """Hire with the first post."""
    department, position = fields.pop("department"), fields.pop("position")
    employee = organisation.hire_employee(**fields)
    organisation.assign_post(
        employee=employee, department=department, position=position, starts_on=fields["hired_on"]
    )
    return employee


@requires("organisation.edit_employee", label=PEOPLE, group_level=True)
def employee_new(request: Any) -> HttpResponse:
    return form_view(
        request,
        _places(request, EmployeeForm(request.POST or None, initial=_fresh())),
        hire,
        page={
            "title": _("新建员工"),
            "message": _("员工已建档"),
            "back_url": here(request, "employees"),
        },
        to=lambda row: here(request, "employee", pk=row.pk),
    )


@require_safe
@requires("organisation.view_employee", label=PEOPLE)
def employee(request: Any, pk: int) -> HttpResponse:
    seen = reach.employees_of(request.user, "organisation.view_employee")
    row = get_object_or_404(seen.select_related("user"), pk=pk)
    context = {
        "employee": row,
        "posts": row.posts.select_related("department", "position"),
        "post_form": _places(request, PostForm()),
        "owned": owned_by(row.user) if row.user else [],
        "heirs": heirs_for(row),
        "today": timezone.localdate(),
        "here": row.name,
    }
    return render(request, "administration/employee.html", context)


@require_POST
@requires("organisation.edit_employee", label=PEOPLE, group_level=True)
def post_add(request: Any, pk: int) -> HttpResponse:
    row, to = _employee(request, pk), here(request, "employee", pk=pk)
    try:
        fields = valid(_places(request, PostForm(request.POST)))
        organisation.assign_post(employee=row, starts_on=timezone.localdate(), **fields)
    except DomainError as error:
        return refuse(request, error, to=to)
    return done(request, _("任职已增加"), to=to)


@require_POST
@requires("organisation.edit_employee", label=PEOPLE, group_level=True)
def post_end(request: Any, pk: int, post: int) -> HttpResponse:
    within = reach.departments_of(request.user, EDIT)
    posts = Post.objects.filter(employee=pk, department__in=within)
    row, to = get_object_or_404(posts, pk=post), here(request, "employee", pk=pk)
    try:
        organisation.end_post(post=row, ends_on=timezone.localdate())
    except DomainError as error:
        return refuse(request, error, to=to)
    return done(request, _("任职已结束"), to=to)


@require_POST
@requires("organisation.hand_over_employee", label=PEOPLE, group_level=True)
def employee_leave(request: Any, pk: int) -> HttpResponse:
    row = _employee(request, pk, "organisation.hand_over_employee")
    to = here(request, "employee", pk=pk)
    heir = heirs_for(row).filter(pk=request.POST.get("heir") or 0).first()
    try:
        left_on = date.fromisoformat(request.POST.get("left_on", ""))
    except ValueError:
        left_on = timezone.localdate()
    try:
        moved = hand_over_leaver(employee=row, heir=heir, by=request.user, left_on=left_on)
    except DomainError as error:
        return refuse(request, error, to=to)
    return done(request, _("离职已办理，移交 %(n)s 条记录") % {"n": moved}, to=to)


@require_safe
@requires("access.view_user", label=USERS)
def users(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.UserTable)


@require_safe
@requires("access.view_user", label=USERS)
def user(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(reach.users_of(request.user, "access.view_user"), pk=pk)
    context = {
        "row": row,
        "may_change": reach.users_below(request.user, USER).filter(pk=pk).exists(),
        "groups": row.user_groups.all(),
        "sessions": row.online_sessions.all(),
        "form": PasswordForm(),
        "here": row.name,
    }
    return render(request, "administration/user.html", context)


@require_POST
@requires("access.edit_user", label=USERS, group_level=True)
def user_password(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(reach.users_below(request.user, USER), pk=pk)
    to = here(request, "user", pk=pk)
    try:
        reset_password(user=row, password=request.POST.get("password", ""), by=request.user)
    except DomainError as error:
        return refuse(request, error, to=to)
    return done(request, _("密码已重置，用户下次登录须修改"), to=to)


@require_POST
@requires("access.edit_user", label=USERS, group_level=True)
def user_active(request: Any, pk: int) -> HttpResponse:
    row = get_object_or_404(reach.users_below(request.user, USER), pk=pk)
    to = here(request, "user", pk=pk)
    is_active = request.POST.get("is_active") == "1"
    try:
        set_active(user=row, is_active=is_active, by=request.user)
    except DomainError as error:
        return refuse(request, error, to=to)
    return done(request, _("账号已启用") if is_active else _("账号已停用，其会话已结束"), to=to)


@require_POST
@requires("access.view_as", label=USERS, group_level=True)
def view_as(request: Any, pk: int) -> HttpResponse:
    """See the system as this user does; read only and written down (X-07)."""
    row = get_object_or_404(
        reach.users_below(request.user, "access.view_as"), pk=pk, is_active=True
    )
    request.session[VIEW_AS] = row.pk
    note("access.view_as", row.username)
    return done(request, _("您正在以 %(name)s 的身份查看，只读") % {"name": row.name}, to="/")


@require_POST
@requires(label=USERS, reads_only=True, group_level=True)
def view_as_end(request: Any) -> HttpResponse:
    """Allowed while viewing as somebody: it changes nothing but the session."""
    request.session.pop(VIEW_AS, None)
    return done(request, _("已恢复您自己的身份"), to="/")


@require_safe
@requires("access.view_user", label=USERS)
def groups(request: HttpRequest) -> HttpResponse:
    return render_list(request, table=tables.GroupTable)


@requires("access.edit_user", label=USERS, group_level=True)
def group(request: Any, pk: int | None = None) -> HttpResponse:
    seen = tables.GroupTable.source(request.user, None)
    row = get_object_or_404(seen, pk=pk) if pk else None
    initial = (
        {"name": row.name, "members": row.members.all(), "roles": row.roles.all()} if row else None
    )
    return form_view(
        request,
        GroupForm(request.POST or None, initial=initial),
        lambda fields: _save_group(request.user, row, fields),
        page={
            "title": row or _("新建用户组"),
            "message": _("用户组已保存"),
            "back_url": here(request, "groups"),
        },
        to=lambda _row: here(request, "groups"),
    )

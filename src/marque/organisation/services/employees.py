"""People come, change posts and leave (PLT-08)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marque.kernel.errors import Duplicate, InvalidInput, refusing
from marque.organisation.models import Department, Employee, Position, Post, User


@transaction.atomic
def hire_employee(
    *, staff_no: str, name: str, phone: str = "", hired_on: date, password: str | None = None
) -> Employee:
    """Register an employee with a login of the same number."""
    number_taken = Duplicate(_("工号 %(number)s 已被使用") % {"number": staff_no})
    login_taken = Duplicate(_("登录名 %(name)s 已被使用") % {"name": staff_no})
    if Employee.objects.filter(staff_no=staff_no).exists():
        raise number_taken
    with refusing(
        {
            "organisation_user_username_key": login_taken,
            "organisation_employee_staff_no_key": number_taken,
        }
    ):
        user = User.objects.create_user(staff_no, password, name=name, phone=phone)
        return Employee.objects.create(
            user=user, staff_no=staff_no, name=name, phone=phone, hired_on=hired_on
        )


@transaction.atomic
def assign_post(
    *,
    employee: Employee,
    department: Department,
    position: Position,
    starts_on: date,
    is_primary: bool = False,
) -> Post:
    """Give an employee a further post; the first one is the primary one."""
    Employee.objects.select_for_update().get(pk=employee.pk)
    held = Post.objects.filter(employee=employee, ends_on__isnull=True)
    if held.filter(department=department, position=position).exists():
        raise Duplicate(
            _("%(name)s 已担任 %(post)s") % {"name": employee, "post": f"{department} · {position}"}
        )
    primary = is_primary or not held.filter(is_primary=True).exists()
    if primary:
        held.filter(is_primary=True).update(is_primary=False)
    return Post.objects.create(
        employee=employee,
        department=department,
        position=position,
        starts_on=starts_on,
        is_primary=primary,
    )


@transaction.atomic
def end_post(*, post: Post, ends_on: date) -> Post:
    """Close a post; if it was the primary one, the oldest other post becomes primary."""
    if ends_on < post.starts_on:
        raise InvalidInput(_("结束日期不能早于开始日期"))
    was_primary = post.is_primary
    post.ends_on, post.is_primary = ends_on, False
    post.save(update_fields=["ends_on", "is_primary"])
    if was_primary:
        heir = Post.objects.filter(employee=post.employee, ends_on__isnull=True).first()
        if heir:
            heir.is_primary = True
            heir.save(update_fields=["is_primary"])
    return post


@transaction.atomic
def mark_as_left(*, employee: Employee, left_on: date) -> Employee:
    """End all posts and the login.  What they owned is handed over by `flows.hand_over`."""
    locked = Employee.objects.select_for_update().get(pk=employee.pk)
    if locked.left_on:
        raise InvalidInput(
            _("%(name)s 已于 %(day)s 离职") % {"name": locked, "day": locked.left_on}
        )
    Post.objects.filter(employee=locked, ends_on__isnull=True).update(
        ends_on=left_on, is_primary=False
    )
    locked.left_on = left_on
    locked.save(update_fields=["left_on"])
    if locked.user:
        locked.user.is_active = False
        locked.user.save(update_fields=["is_active"])
    return locked

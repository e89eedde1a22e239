"""The first person of an account set: its own administrator (PLT-01, PLT-03)."""

from __future__ import annotations

from datetime import date

from marque.organisation import api as organisation
from marque.organisation.models import Company, Department, Group, Position


def create_administrator(
    *, username: str, on: date, password: str = "", password_hash: str = ""
) -> None:
    """Make an employee who may set up the account set, and nothing of the business.

    The head office they belong to is the first company of the set.
    """
    Group.objects.get_or_create(pk=1, defaults={"name": "集团", "name_en": "Group"})
    company, _made = Company.objects.get_or_create(
        code="hq", defaults={"name": "集团总部", "name_en": "Headquarters"}
    )
    office = Department.objects.filter(company=company, parent__isnull=True).first()
    if office is None:
        office = organisation.create_department(name="信息部", company=company)
    employee = organisation.hire_employee(
        staff_no=username, name="系统管理员", hired_on=on, password=password or None
    )
    if password_hash and employee.user:
        employee.user.password = password_hash
        employee.user.save(update_fields=["password"])
    organisation.assign_post(
        employee=employee,
        department=office,
        position=Position.objects.get(code="administrator"),
        starts_on=on,
    )

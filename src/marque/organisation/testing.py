"""Builders for tests, here and in the apps above."""

from __future__ import annotations

from datetime import date

from marque.organisation import api as organisation
from marque.organisation.models import (
    Company,
    Department,
    Group,
    Position,
    Store,
    User,
)

HIRED = date(2024, 1, 1)
PASSWORD = "Marque-2026!"


def make_group():
    return Group.objects.first() or Group.objects.create(name="云和汽车集团", name_en="Yunhe Auto")


def make_company(code="yh", name="云和汽车销售有限公司"):
    make_group()
    return Company.objects.get_or_create(
        code=code, defaults={"name": name, "tax_id": "91350100M000100Y43"}
    )[0]


def make_store(name="滨江店", code="bj", company=None):
    store = Store.objects.select_related("company").filter(code=code).first()
    if store is None:
        company = company or make_company()
        store = Store.objects.create(code=code, name=name, short=name[0], company=company)
        organisation.create_department(name=name, company=company, store=store)
    return store


def make_department(store, name="销售部"):
    here = Department.objects.filter(store=store, name=name, parent__isnull=False)
    return here.first() or organisation.create_department(
        name=name,
        company=store.company,
        store=store,
        parent=Department.objects.get(store=store, parent__isnull=True),
    )


def make_user(username, *, store=None, position="consultant", department="销售部", name=""):
    """A user with one primary post; `position` is a code of the seeded positions."""
    store = store or make_store()
    if user := User.objects.filter(username=username).first():
        return user
    employee = organisation.hire_employee(
        staff_no=username, name=name or username, hired_on=HIRED, password=PASSWORD
    )
    organisation.assign_post(
        employee=employee,
        department=make_department(store, department),
        position=Position.objects.get_or_create(code=position, defaults={"name": position})[0],
        starts_on=HIRED,
    )
    return User.objects.get(pk=employee.user_id)

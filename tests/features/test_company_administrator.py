"""A company's administrator: sees and changes the people and places of that company only."""

from __future__ import annotations

import pytest
from django.urls import reverse

from marque.foundation.access.models import Role, Scope, UserGroup
from marque.foundation.access.registry import all_rights
from marque.organisation.models import Company, Department, Employee, Position, Post, Store, User
from marque.organisation.testing import make_company, make_store, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.feature("PLT-03")]

FOREIGN = "异乡"
RIGHTS = ("organisation.", "access.", "audit.", "numbering.", "dictionaries.")


@pytest.fixture
def warden(bj, admin, hq):
    """The administrator of 云和's company, whose rights end at it."""
    position = Position.objects.create(code="warden", name="公司管理员")
    role = Role.objects.create(
        code="warden",
        name="公司管理员",
        rights=[code for code in all_rights() if code.startswith(RIGHTS)],
        scope=Scope.COMPANY,
    )
    role.positions.add(position)
    return make_user("warden", store=bj, position="warden", name="华管理")


@pytest.fixture
def foreign():
    store = make_store("异乡店", "yx", company=make_company("yxgs", "异乡公司"))
    return make_user("yixiang", store=store, name="异乡顾问")


def page(name, **kwargs):
    return reverse(f"administration:{name}", kwargs={"store": "bj", **kwargs})


def test_lists_show_the_own_company_only(client, warden, foreign, lin):
    client.force_login(foreign)
    client.get("/yx/")
    client.force_login(warden)
    for name in ("organisation", "employees", "users", "online", "audit"):
        text = client.get(page(name) + "?view=").text
        assert FOREIGN not in text, name
    assert "林晓彤" in client.get(page("users") + "?view=").text
    for name in ("employee_new", "company_new", "store_new", "department_new"):
        assert FOREIGN not in client.get(page(name)).text, name


def test_details_and_acts_of_another_company_do_not_exist(client, warden, foreign):
    employee = foreign.employee
    post = employee.posts.get()
    store = Store.objects.get(code="yx")
    department = Department.objects.filter(store=store).first()
    client.force_login(warden)
    for url in (
        page("employee", pk=employee.pk), page("user", pk=foreign.pk), page("store", pk=store.pk),
        page("company", pk=store.company_id),
    ):  # fmt: skip
        assert client.get(url).status_code == 404, url
    own = Department.objects.filter(store__code="bj").first()
    for url, data in (
        (page("user_password", pk=foreign.pk), {"password": "Marque-2027!"}),
        (page("user_active", pk=foreign.pk), {"is_active": "0"}),
        (page("view_as", pk=foreign.pk), {}),
        (page("post_add", pk=employee.pk), {}),
        (page("post_end", pk=employee.pk, post=post.pk), {}),
        (page("employee_leave", pk=employee.pk), {}),
        (page("department_move", pk=department.pk), {"parent": own.pk}),
        (page("department_move", pk=own.pk), {"parent": department.pk}),
    ):
        assert client.post(url, data).status_code == 404, url
    assert User.objects.get(pk=foreign.pk).is_active
    assert Post.objects.get(pk=post.pk).ends_on is None


def test_nobody_is_made_or_acted_on_whose_rights_reach_further(client, warden, lin, admin):
    client.force_login(warden)
    assert client.post(page("user_password", pk=admin.pk), {"password": "X"}).status_code == 404
    assert client.post(page("view_as", pk=admin.pk)).status_code == 404
    assert "重置密码" not in client.get(page("user", pk=admin.pk)).text
    assert "重置密码" in client.get(page("user", pk=lin.pk)).text
    everywhere = Position.objects.get(code="administrator")
    here = Department.objects.filter(store__code="bj").first()
    wish = {"department": here.pk, "position": everywhere.pk}
    client.post(page("post_add", pk=lin.employee.pk), wish)
    assert not Post.objects.filter(employee__user=lin, position=everywhere).exists()
    hired = {"staff_no": "N9", "name": "新人", "hired_on": "2026-01-01", "password": "Marque-2027!"}
    assert client.post(page("employee_new"), {**hired, **wish}).status_code == 422
    consultant = Position.objects.get(code="consultant")
    answer = client.post(page("employee_new"), {**hired, **wish, "position": consultant.pk})
    assert (answer.status_code, Employee.objects.filter(staff_no="N9").count()) == (302, 1)


def test_what_belongs_to_the_group_is_left_to_the_group(client, warden, admin):
    role = Role.objects.get(code="consultant")
    form = {
        "code": role.code, "name": "顾问", "scope": "5", "rate_discount_limit": "0",
        "is_active": "on", "rights": role.rights, "positions": [],
    }  # fmt: skip
    company = {"code": "neu", "name": "新公司", "is_active": "on"}
    client.force_login(warden)
    sentence = "请由集团管理员维护"
    assert sentence in client.post(page("role", pk=role.pk), form).text
    assert sentence in client.post(page("group_new"), {"name": "值班"}).text
    assert sentence in client.post(page("company_new"), company).text
    assert Role.objects.get(pk=role.pk).scope != Scope.GROUP
    assert not UserGroup.objects.filter(name="值班").exists()
    assert not Company.objects.filter(code="neu").exists()
    client.force_login(admin)
    assert client.post(page("group_new"), {"name": "值班"}).status_code == 302
    assert client.post(page("company_new"), company).status_code == 302

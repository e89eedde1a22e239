"""Account sets, companies, people: the platform as the feature list asks for it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_tenants.utils import schema_context

from marque.accounting import api as accounting
from marque.accounting.testing import make_fact, open_demo_book
from marque.accountsets.middleware import COOKIE
from marque.accountsets.models import SYSTEM, AccountSet, AccountSetStatus, Host
from marque.accountsets.services.archive import archive_account_set
from marque.accountsets.services.clone import clone_account_set
from marque.foundation.access.models import Role, UserGroup
from marque.foundation.audit.models import Change
from marque.kernel.errors import DomainError
from marque.organisation import api as organisation
from marque.organisation.models import Company, Department, Employee, Position, User
from marque.organisation.testing import (
    PASSWORD,
    make_company,
    make_department,
    make_store,
    make_user,
)
from marque.parties.models import Customer
from marque.parties.testing import make_customer
from marque.sales.models import SalesOrder
from marque.sales.testing import make_delivered_order, make_order
from tests.conftest import ADMINISTRATOR, STARTS_ON
from tests.conftest import PASSWORD as OTHER_PASSWORD

pytestmark = pytest.mark.django_db


def admin_url(name, store="bj", **kwargs):
    return reverse(f"administration:{name}", kwargs={"store": store, **kwargs})


def sign_in(client, username, password):
    return client.post("/accounts/login/", {"login": username, "password": password})


def assert_barred(username, password):
    """The right password of a switched-off login opens nothing, and the page says why."""
    stranger = Client()
    answer = sign_in(stranger, username, password)
    assert answer.headers["Location"] == "/accounts/inactive/"
    assert "该账号已停用，请联系管理员" in stranger.get("/accounts/inactive/").text
    assert stranger.get("/bj/").headers["Location"].startswith("/accounts/login/")


# -- account sets ---------------------------------------------------------------------------------


@pytest.fixture
def system_client(books):
    """A browser of a system administrator, in the system's own set."""
    client = Client()
    with schema_context("public"):
        somebody = User.objects.create_user("root", PASSWORD, name="系统", is_administrator=True)
        client.force_login(somebody)
    client.cookies[COOKIE] = SYSTEM
    return client


@pytest.mark.feature("PLT-01")
def test_the_system_screen_registers_a_set_with_its_start_date_and_own_administrator(
    system_client, books
):
    from procrastinate.contrib.django.models import ProcrastinateJob

    form = {
        "code": "newset",
        "name": "新账套",
        "starts_on": "2026-07-01",
        "administrator": "boss",
        "password": "Opening-2026!",
    }
    assert "新建账套" in system_client.get("/sets/new/").text
    assert system_client.post("/sets/new/", {**form, "password": "short"}).status_code == 422
    assert system_client.post("/sets/new/", form).status_code == 302
    made = AccountSet.objects.get(code="newset")
    assert (made.starts_on, made.status) == (date(2026, 7, 1), AccountSetStatus.CREATING)
    queued = ProcrastinateJob.objects.latest("id").args
    assert (queued["code"], queued["administrator"]) == ("newset", "boss")
    assert "Opening-2026!" not in str(queued)
    assert "新账套" in system_client.get("/").text
    taken = system_client.post("/sets/new/", form)
    assert taken.status_code == 422
    assert "已被使用" in taken.text
    odd = system_client.post("/sets/new/", {**form, "code": "Bad code"})
    assert odd.status_code == 422


@pytest.mark.feature("PLT-01")
def test_the_sets_own_administrator_logs_in_and_sees_nothing_of_another_set(
    other_books, books, lin, admin
):
    make_customer("甲账套客户", owner=lin)
    client = Client()
    client.post("/books/", {"books": other_books.code})
    assert sign_in(client, ADMINISTRATOR, OTHER_PASSWORD).headers["Location"] == "/"
    page = client.get(reverse("administration:employees", kwargs={"store": "hq"}))
    assert page.status_code == 200
    assert "隔壁顾问" in page.text
    assert "林晓彤" not in page.text
    connection.set_tenant(other_books)
    assert not Customer.objects.filter(name="甲账套客户").exists()
    connection.set_tenant(books)
    assert not Customer.objects.filter(name="隔壁客户").exists()
    assert "错" not in sign_in(Client(), ADMINISTRATOR, OTHER_PASSWORD).text
    assert "工号或密码不正确" in sign_in(Client(), ADMINISTRATOR, OTHER_PASSWORD).text


@pytest.mark.feature("PLT-01")
def test_before_the_start_date_of_the_set_nothing_is_posted(other_books, books):
    early = STARTS_ON - timedelta(days=1)
    with schema_context(other_books.schema_name):
        connection.set_tenant(other_books)
        by = User.objects.get(username="gu")
        company = make_company("late", "新开公司")
        with pytest.raises(DomainError, match="不能早于账套启用日期 2026-01-01"):
            accounting.open_book(company=company, standard="small", on=early, by=by)
        book = accounting.Book.objects.get(company__code="gbgs")
        fact = make_fact("billing.deposit_received", book=book, on=early)
        with pytest.raises(DomainError):
            accounting.post(fact, by=by)
        accounting.Book.objects.filter(company=company).delete()
        company.delete()
    connection.set_tenant(books)


CONSTRAINTS = """
SELECT array_agg(conrelid::regclass::text || ' ' || conname) FROM pg_constraint
 WHERE connamespace = current_schema()::regnamespace AND contype = 'u'
"""


@pytest.mark.feature("PLT-01")
def test_a_clone_has_the_rows_and_its_own_life(other_books, books):
    connection.set_schema_to_public()
    copy = clone_account_set(source=other_books, code="copied", name="副本", starts_on=STARTS_ON)
    assert (copy.status, copy.is_practice) == (AccountSetStatus.ACTIVE, True)
    with schema_context(copy.schema_name):
        customer = Customer.objects.get()
        assert customer.name == "隔壁客户"
        customer.name = "改名"
        customer.save()
        with connection.cursor() as cursor:
            cursor.execute(CONSTRAINTS)
            names = cursor.fetchone()[0]
        assert Change.objects.filter(after__name="改名").count() == 1
    with schema_context(other_books.schema_name):
        assert Customer.objects.get().name == "隔壁客户"
        assert not Change.objects.filter(after__name="改名").exists()
        with connection.cursor() as cursor:
            cursor.execute(CONSTRAINTS)
            assert set(cursor.fetchone()[0]) == set(names)


@pytest.mark.feature("PLT-01")
def test_archiving_a_set_ends_its_log_ins(other_books, books):
    client = Client()
    with schema_context(other_books.schema_name):
        client.force_login(User.objects.get(username="gu"))
    client.cookies[COOKIE] = other_books.code
    assert client.get("/gb/").status_code == 200
    archive_account_set(books=AccountSet.objects.get(code=other_books.code), now=timezone.now())
    assert client.get("/gb/").status_code == 302
    assert "隔壁账套" not in client.get("/accounts/login/").text
    fresh = Client()
    fresh.post("/books/", {"books": other_books.code})
    assert COOKIE not in fresh.cookies
    assert "工号或密码不正确" in sign_in(fresh, "gu", PASSWORD).text


@pytest.mark.feature("PLT-01")
def test_the_login_page_offers_the_sets_and_remembers_the_chosen_one(other_books, books):
    client = Client()
    page = client.get("/accounts/login/").text
    assert "测试账套" in page
    assert "隔壁账套" in page
    answer = client.post("/books/", {"books": other_books.code})
    assert answer.cookies[COOKIE]["max-age"] > 30 * 24 * 3600
    page = client.get("/accounts/login/").text
    assert f'value="{other_books.code}" selected' in page
    client.post("/books/", {"books": "nonsense"})
    assert client.cookies[COOKIE].value == other_books.code


@pytest.mark.feature("PLT-01")
def test_a_host_name_fixes_the_set(other_books, books):
    with schema_context("public"):
        Host.objects.create(domain="gebi.example.com", tenant=other_books)
    client = Client(headers={"Host": "gebi.example.com"})
    client.cookies[COOKIE] = books.code
    page = client.get("/accounts/login/").text
    assert "隔壁账套" in page
    assert "测试账套" not in page
    assert 'name="books"' not in page


@pytest.mark.feature("PLT-01")
def test_only_system_administrators_manage_sets(books, admin, client):
    stranger = Client()
    with schema_context("public"):
        stranger.force_login(User.objects.create_user("plain", PASSWORD, name="普通"))
    stranger.cookies[COOKIE] = SYSTEM
    assert stranger.get("/").status_code == 403
    assert stranger.post("/sets/other/archive/").status_code == 403
    anybody = Client()
    anybody.cookies[COOKIE] = SYSTEM
    assert anybody.get("/").headers["Location"].startswith("/accounts/login/")
    connection.set_tenant(books)
    client.force_login(admin)
    assert client.get("/sets/new/").status_code == 404


# -- companies ------------------------------------------------------------------------------------


@pytest.mark.feature("PLT-02")
def test_head_office_and_two_subsidiaries_and_every_document_carries_its_company(
    client, admin, he, lin
):
    client.force_login(admin)
    parent = {"code": "hz", "name": "云和集团有限公司", "is_active": "on"}
    assert client.post(admin_url("company_new"), parent).status_code == 302
    for code, name in (("zgs1", "云和一分公司"), ("zgs2", "云和二分公司")):
        answer = client.post(
            admin_url("company_new"), {"code": code, "name": name, "is_active": "on"}
        )
        assert answer.status_code == 302
        company = Company.objects.get(code=code)
        shop = {"code": code, "name": f"{name}门店", "company": company.pk, "is_active": "on"}
        assert client.post(admin_url("store_new"), shop).status_code == 302
        assert Department.objects.filter(store__code=code, parent=None).exists()
    page = client.get(admin_url("organisation")).text
    for name in ("云和集团有限公司", "云和一分公司", "云和二分公司门店"):
        assert name in page
    bad = client.post(admin_url("company_new"), {**parent, "code": "x1", "tax_id": "123"})
    assert bad.status_code == 422
    assert not Company.objects.filter(code="x1").exists()

    company = Company.objects.get(code="zgs1")
    store = company.stores.get()
    seller = make_user("s1", store=store, name="一分顾问")
    order = make_order(by=seller, store=store)
    assert order.store.company == company
    assert make_customer("客", owner=seller, store=store).store.company == company


@pytest.mark.feature("PLT-03")
def test_a_company_administrator_opens_and_reads_the_own_companys_book_only(client, seeded, hq):
    one = make_company("zgs1", "云和一分公司")
    two = make_company("zgs2", "云和二分公司")
    store_one, store_two = (
        make_store("一店", "yd", company=one),
        make_store("二店", "ed", company=two),
    )
    qian = make_user("qian", store=store_one, position="chief_accountant", name="钱会计")
    zhou = make_user("zhou", store=store_two, position="chief_accountant", name="周会计")
    books_page = reverse("accounting:book_list", kwargs={"store": "yd"})
    client.force_login(qian)
    assert "云和一分公司" in client.get(books_page).text
    assert "云和二分公司" not in client.get(books_page).text
    form = {"standard": "small", "opened_on": "2026-01-01", "administrator": qian.pk}
    assert client.post(books_page, {**form, "company": two.pk}).status_code == 200
    assert not accounting.Book.objects.filter(company=two).exists()
    assert client.post(books_page, {**form, "company": one.pk}).status_code == 302
    book = accounting.Book.objects.get(company=one)
    assert book.administrator == qian
    balance = reverse("accounting:trial_balance", kwargs={"store": "yd"})
    assert client.get(balance).status_code == 200
    client.force_login(zhou)
    for name in ("book_list", "trial_balance", "period_list"):
        assert client.get(reverse(f"accounting:{name}", kwargs={"store": "yd"})).status_code == 404
    page = client.get(reverse("accounting:trial_balance", kwargs={"store": "ed"})).text
    assert "云和一分公司" not in page
    assert list(accounting.Book.objects.visible_to(zhou)) == []


@pytest.mark.feature("PLT-04")
def test_headquarters_see_the_sum_of_the_stores_and_a_store_sees_its_own(
    client, hq, li, wang, he, grant, bj, cx
):
    open_demo_book(bj.company, by=he)
    for reader in (hq, li, wang):
        grant(reader, "gateway.use_api")
    mine = [make_order(by=li, store=bj) for _ in range(2)]
    theirs = [make_order(by=wang, store=cx) for _ in range(3)]

    def numbers(user, code):
        client.force_login(user)
        page = client.get(f"/api/v1/{code}/orders").json()
        return {item["number"] for item in page["items"]}, page["total"]

    everything = {o.number for o in mine + theirs}
    assert numbers(hq, "hq") == (everything, 5)
    assert numbers(hq, "bj")[1] + numbers(hq, "cx")[1] == numbers(hq, "hq")[1]
    assert numbers(li, "bj") == ({o.number for o in mine}, 2)
    assert numbers(wang, "cx") == ({o.number for o in theirs}, 3)
    client.force_login(hq)
    page = client.get(reverse("sales:order_list", kwargs={"store": "hq"}), {"view": ""}).text
    assert all(number in page for number in everything)
    client.force_login(li)
    assert client.get(reverse("sales:order_list", kwargs={"store": "hq"})).status_code == 404
    assert client.get(reverse("sales:order_list", kwargs={"store": "cx"})).status_code == 404


@pytest.mark.feature("PLT-05")
def test_each_role_lands_on_its_own_portal(client, lin, he, shen, hq, cx):
    Role.objects.filter(code="warehouse").update(landing="inventory:stock_list")
    homes = {}
    for user in (lin, he, shen, hq):
        client.force_login(user)
        home = client.get("/", follow=True)
        assert home.status_code == 200
        homes[user.username] = (home.request["PATH_INFO"], home.text)
    assert homes["shen"][0] == "/bj/vehicles/"
    assert homes["lin"][0] == "/bj/"
    assert "林晓彤" in homes["lin"][1]
    cashier, orders = "/bj/finance/cashier/", "/bj/sales/orders/new/"
    assert orders in homes["lin"][1]
    assert cashier not in homes["lin"][1]
    assert cashier in homes["he"][1]
    assert orders not in homes["he"][1]


# -- departments and people ------------------------------------------------------------------------


@pytest.mark.feature("PLT-07")
def test_a_moved_department_takes_its_people_and_their_records_along(client, admin, li, bj):
    client.force_login(admin)
    sales = make_department(bj, "销售部")
    for name in ("一组", "二组"):
        answer = client.post(admin_url("department_new"), {"name": name, "parent": sales.pk})
        assert answer.status_code == 302
    first, second = (Department.objects.get(name=name) for name in ("一组", "二组"))
    aside = organisation.create_department(
        name="售后部", company=bj.company, store=bj, parent=sales.parent
    )
    bai = make_user("bai", store=bj, name="白洁")
    bai.employee.posts.update(department=first)
    customer = make_customer("跟随部门", owner=bai, store=bj)
    Customer.objects.filter(pk=customer.pk).update(department=first)

    def seen():
        return Customer.objects.visible_to(User.objects.get(pk=li.pk)).count()

    assert seen() == 1
    move = admin_url("department_move", pk=first.pk)
    assert client.post(move, {"parent": aside.pk}).status_code == 302
    first.refresh_from_db()
    assert first.path == f"{aside.path}{first.pk}/"
    assert seen() == 0
    assert client.post(move, {"parent": second.pk}).status_code == 302
    assert seen() == 1
    inside_itself = client.post(
        admin_url("department_move", pk=sales.pk), {"parent": first.pk}, follow=True
    )
    assert "下级部门" in inside_itself.text
    assert "一组" in client.get(admin_url("organisation")).text


@pytest.mark.feature("PLT-08")
def test_an_employee_joins_moves_and_leaves_and_hands_the_customers_over(client, admin, li, bj):
    client.force_login(admin)
    department = make_department(bj)
    position = Position.objects.get(code="consultant")
    form = {
        "staff_no": "A017",
        "name": "孙明",
        "phone": "13800001234",
        "hired_on": "2026-02-01",
        "password": PASSWORD,
        "department": department.pk,
        "position": position.pk,
    }
    assert client.post(admin_url("employee_new"), form).status_code == 302
    again = client.post(admin_url("employee_new"), form)
    assert "已被使用" in again.text
    sun = Employee.objects.get(staff_no="A017")
    own = Client()
    assert sign_in(own, "A017", PASSWORD).status_code == 302
    assert own.get("/bj/").status_code == 200
    customer = make_customer("托付客户", owner=sun.user, store=bj)

    leave = admin_url("employee_leave", pk=sun.pk)
    refused = client.post(leave, {"left_on": "2026-11-01"}, follow=True)
    assert "请先选择接手人" in refused.text
    assert own.get("/bj/").status_code == 200
    answer = client.post(leave, {"left_on": "2026-11-01", "heir": li.pk}, follow=True)
    assert "移交 1 条记录" in answer.text
    customer.refresh_from_db()
    assert customer.owner == li
    assert own.get("/bj/").headers["Location"].startswith("/accounts/login/")
    assert_barred("A017", PASSWORD)
    sun.refresh_from_db()
    assert sun.left_on == date(2026, 11, 1)
    assert "孙明" not in client.get(admin_url("employees")).text
    assert "孙明" in client.get(admin_url("employees"), {"view": "all"}).text


@pytest.mark.feature("PLT-09")
def test_a_disabled_users_session_ends_at_once(client, admin, lin):
    own = Client()
    assert sign_in(own, "lin", PASSWORD).status_code == 302
    assert own.get("/bj/").status_code == 200
    client.force_login(admin)
    switch = admin_url("user_active", pk=lin.pk)
    assert client.post(switch, {"is_active": "0"}).status_code == 302
    assert own.get("/bj/").headers["Location"].startswith("/accounts/login/")
    assert_barred("lin", PASSWORD)
    client.post(switch, {"is_active": "1"})
    assert own.get("/bj/").status_code == 302
    assert sign_in(Client(), "lin", PASSWORD).status_code == 302
    itself = client.post(admin_url("user_active", pk=admin.pk), {"is_active": "0"}, follow=True)
    assert "不能停用自己的账号" in itself.text


@pytest.mark.feature("PLT-09")
def test_a_reset_password_must_be_changed_by_its_owner_and_then_works(client, admin, lin):
    client.force_login(admin)
    page = admin_url("user_password", pk=lin.pk)
    weak = client.post(page, {"password": "abc"}, follow=True)
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)
    assert "10" in weak.text
    client.post(page, {"password": "Interim-2026!"})
    own = Client()
    assert sign_in(own, "lin", PASSWORD).status_code == 200
    assert sign_in(own, "lin", "Interim-2026!").status_code == 302
    assert own.get("/bj/").headers["Location"] == "/accounts/password/change/"
    assert own.get("/accounts/password/change/").status_code == 200
    change = {
        "oldpassword": "Interim-2026!",
        "password1": "Chosen-by-Lin-9",
        "password2": "Chosen-by-Lin-9",
    }
    assert own.post("/accounts/password/change/", change).status_code == 302
    assert own.get("/bj/").status_code == 200


@pytest.mark.feature("PLT-10")
def test_a_right_given_to_a_group_holds_for_every_member(client, admin, lin, zhao):
    role = Role.objects.create(code="auditor", name="稽核", rights=["audit.view_change"], scope=3)
    client.force_login(admin)
    form = {"name": "稽核组", "members": [lin.pk, zhao.pk], "roles": [role.pk]}
    assert client.post(admin_url("group_new"), form).status_code == 302
    assert "稽核组" in client.get(admin_url("groups")).text
    group = UserGroup.objects.get(name="稽核组")
    for member in (lin, zhao):
        client.force_login(member)
        assert client.get(admin_url("audit")).status_code == 200
    client.force_login(admin)
    client.post(admin_url("group", pk=group.pk), {**form, "members": [lin.pk]})
    client.force_login(zhao)
    assert client.get(admin_url("audit")).status_code == 403


@pytest.mark.feature("PLT-11")
def test_a_changed_role_holds_at_the_next_request(client, admin, lin):
    own = Client()
    own.force_login(lin)
    orders = reverse("sales:order_list", kwargs={"store": "bj"})
    assert own.get(orders).status_code == 200
    client.force_login(admin)
    role = Role.objects.get(code="consultant")
    form = {
        "code": role.code,
        "name": role.name,
        "scope": role.scope,
        "rate_discount_limit": "2",
        "is_active": "on",
        "positions": [p.pk for p in role.positions.all()],
        "rights": [r for r in role.rights if r != "sales.view_salesorder"],
    }
    page = client.get(admin_url("role", pk=role.pk))
    assert 'value="sales.view_salesorder"' in page.text
    assert client.post(admin_url("role", pk=role.pk), form).status_code == 302
    assert own.get(orders).status_code == 403
    assert f'href="{orders}"' not in own.get("/bj/").text
    client.post(admin_url("role", pk=role.pk), {**form, "rights": role.rights})
    assert own.get(orders).status_code == 200
    last = Role.objects.get(code="administrator")
    refused = client.post(
        admin_url("role", pk=last.pk),
        {**form, "code": last.code, "name": last.name, "rights": ["audit.view_change"]},
    )
    assert "至少要保留一个" in refused.text
    assert "access.edit_role" in Role.objects.get(pk=last.pk).rights
    assert client.get(admin_url("matrix")).status_code == 200


def test_orders_of_the_simulation_of_one_sale_belong_to_the_company(lin, bj):
    order = make_delivered_order(by=lin)
    assert SalesOrder.objects.get(pk=order.pk).store.company == bj.company

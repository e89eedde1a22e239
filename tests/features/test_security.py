"""Log, monitor, identity, plain browsers and bad input."""

from __future__ import annotations

import os
import re
from decimal import Decimal

import psycopg
import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.db import connection
from django.test import Client
from django.urls import reverse

from marque.accounting.testing import open_demo_book
from marque.accountsets.secure import APP_ROLE
from marque.config.database import database_from_url
from marque.foundation.access.models import OnlineSession, Role
from marque.foundation.audit.models import Change
from marque.organisation.models import User
from marque.organisation.testing import PASSWORD, make_user
from marque.parties.models import Customer
from marque.parties.testing import make_customer
from marque.sales.models import SalesOrder
from marque.sales.testing import make_confirmed_order, make_order, make_submitted_order

pytestmark = pytest.mark.django_db


@pytest.fixture
def book(bj, he):
    return open_demo_book(bj.company, by=he)


def sign_in(client, username, password=PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": username, "password": password}, **extra)


@pytest.fixture
def app_role(books):
    """A connection of the role that the running application uses; nothing it does stays."""
    url = database_from_url(os.environ)
    with psycopg.connect(
        dbname=connection.settings_dict["NAME"],
        user=url["USER"],
        password=url["PASSWORD"] or None,
        host=url["HOST"] or None,
        port=url["PORT"] or None,
        options=f"-c search_path={books.schema_name},public -c lock_timeout=5s",
    ) as found:
        assert found.execute("SELECT current_user").fetchone() == (APP_ROLE,)
        yield found
        found.rollback()


def form_of(customer, **changes):
    return {
        "name": customer.name,
        "phone": customer.phone,
        "source": customer.source,
        "version": customer.version,
        **changes,
    }


# -- the log ------------------------------------------------------------------------------------------


@pytest.mark.feature("SEC-01")
def test_every_write_keeps_who_when_what_before_and_after_and_is_found(client, lin, admin, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    client.force_login(lin)
    answer = client.post(
        f"/bj/sales/customers/{customer.number}/edit/", form_of(customer, name="王芳芳")
    )
    assert answer.status_code == 302, answer.text
    change = Change.objects.filter(table_name="parties_customer", action="U").latest("id")
    assert (change.actor_id, change.actor_name) == (lin.pk, "林晓彤")
    assert (change.before["name"], change.after["name"]) == ("王芳", "王芳芳")
    assert change.address == "127.0.0.1"
    assert change.request_id == answer.headers["X-Request-Id"]
    assert change.source == f"/bj/sales/customers/{customer.number}/edit/"
    assert change.at is not None
    client.force_login(admin)
    for query in (
        "?view=&q=林晓彤",
        f"?view=&by_row={customer.pk}",
        "?view=&by_table=parties_customer",
    ):
        page = client.get(f"/bj/settings/audit/{query}")
        assert f"/bj/settings/audit/{change.pk}/" in page.text, query
    shown = client.get(f"/bj/settings/audit/{change.pk}/").text
    assert "王芳芳" in shown
    assert "林晓彤" in shown
    export = b"".join(client.get("/bj/settings/audit/?view=&export=csv")).decode()
    assert "客户" in export
    assert "林晓彤" in export
    client.force_login(lin)
    assert client.get("/bj/settings/audit/").status_code == 403


@pytest.mark.feature("SEC-01")
def test_refusals_and_foreign_addresses_are_written_down_too(client, lin, wang, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    client.force_login(wang)
    assert client.get(f"/cx/sales/customers/{customer.number}/").status_code == 404
    assert client.get("/cx/settings/audit/").status_code == 403
    noted = dict(
        Change.objects.filter(action="N", actor_id=wang.pk).values_list("table_name", "row_id")
    )
    assert noted["access.refused"] == "audit.view_change"
    assert customer.number in noted["access.not_found"]


@pytest.mark.feature("SEC-01")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_change SET actor_name = 'x'",
        "DELETE FROM audit_change",
        "INSERT INTO audit_change (table_name, row_id, action, actor_name, address, request_id,"
        " source, is_chained) VALUES ('x', '1', 'U', 'x', '', '', '', false)",
        "TRUNCATE audit_change",
        "ALTER TABLE audit_change DISABLE TRIGGER ALL",
        "ALTER TABLE parties_customer DISABLE TRIGGER audit_record",
        "DROP TRIGGER audit_record ON parties_customer",
        "DROP TABLE audit_change",
        "SET session_replication_role = replica",
        "UPDATE audit_link SET hash = ''",
        "DELETE FROM audit_link",
        "TRUNCATE audit_link",
        "INSERT INTO audit_link VALUES (1, 1, 1, '')",
        "UPDATE audit_head SET position = 0",
        "DELETE FROM audit_head",
        "CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN RETURN NULL; END'",
        "DROP FUNCTION audit_record() CASCADE",
    ],
)
def test_not_even_sql_of_the_applications_own_role_changes_the_log(app_role, statement):
    with pytest.raises(psycopg.Error, match=r"permission denied|must be owner|cannot be changed"):
        app_role.execute(statement)


@pytest.mark.feature("SEC-01")
def test_the_applications_role_can_do_its_work_and_is_logged_all_the_same(app_role):
    app_role.execute('SELECT set_config(\'marque.actor\', \'{"id": 7, "name": "某人"}\', false)')
    app_role.execute("INSERT INTO organisation_group (name, name_en) VALUES ('集团', '')")
    row = app_role.execute(
        "SELECT actor_id, actor_name, after ->> 'name' FROM audit_change ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert row == (7, "某人", "集团")


@pytest.mark.feature("SEC-01")
def test_passwords_and_secrets_never_stand_in_the_log(client, admin, lin):
    client.force_login(admin)
    client.post(f"/bj/settings/users/{lin.pk}/password/", {"password": "Secret-2026-x"})
    lin.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(c::text, ' ') FROM audit_change c")
        everything = cursor.fetchone()[0]
    assert "Secret-2026-x" not in everything
    assert lin.password not in everything
    assert PASSWORD not in everything
    change = Change.objects.filter(table_name="organisation_user", action="U").latest("id")
    assert change.after["password"] == "***"


# -- the monitor ----------------------------------------------------------------------------------------


@pytest.mark.feature("SEC-02")
def test_the_monitor_shows_user_address_and_function_and_ends_a_session(client, admin, lin):
    browser = Client(REMOTE_ADDR="10.1.2.3", headers={"User-Agent": "Firefox"})
    sign_in(browser, "lin")
    assert browser.get("/bj/sales/customers/").status_code == 200
    client.force_login(admin)
    page = client.get("/bj/settings/online/").text
    for part in ("林晓彤", "10.1.2.3"):
        assert part in page
    session = OnlineSession.objects.get(user=lin)
    assert "客户" in session.function or session.function == "/bj/sales/customers/"
    assert session.function in page
    assert browser.get("/bj/inbox/").status_code == 200
    session.refresh_from_db()
    assert session.function == "消息"
    for text in ("10.1", "晓彤", "not an address", "lin"):
        assert client.get("/bj/settings/online/", {"q": text}).status_code == 200
    assert client.get(f"/bj/settings/online/{session.pk}/").status_code == 200
    assert client.post(f"/bj/settings/online/{session.pk}/end/").status_code == 302
    assert browser.get("/bj/").headers["Location"].startswith("/accounts/login/")
    assert not OnlineSession.objects.filter(user=lin).exists()
    assert Change.objects.filter(table_name="session.ended", row_id="lin").exists()
    sign_in(browser, "lin")
    assert browser.get("/bj/settings/online/").status_code == 403


# -- identity --------------------------------------------------------------------------------------------


def totp(secret):
    counter = next(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counter))


@pytest.mark.feature("SEC-05")
def test_a_role_may_require_a_second_factor(client, lin):
    Role.objects.filter(code="consultant").update(needs_second_factor=True)
    assert sign_in(client, "lin").status_code == 302
    for path in ("/", "/bj/", "/bj/sales/orders/"):
        assert client.get(path).headers["Location"].startswith("/accounts/2fa/"), path
    assert client.post("/bj/sales/orders/new/", {}).headers["Location"].startswith("/accounts/2fa/")
    assert client.get("/api/v1/bj/orders").status_code != 200
    asked = client.get("/accounts/2fa/totp/activate/")
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(asked.headers["Location"], {"password": PASSWORD})
    page = client.get("/accounts/2fa/totp/activate/")
    secret = page.context["form"].secret
    wrong = client.post("/accounts/2fa/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get("/bj/").status_code == 302
    assert client.post("/accounts/2fa/totp/activate/", {"code": totp(secret)}).status_code == 302
    assert client.get("/bj/").status_code == 200

    again = Client()
    first = sign_in(again, "lin")
    assert first.headers["Location"].startswith("/accounts/2fa/authenticate/")
    assert again.get("/bj/").headers["Location"].startswith("/accounts/login/")
    assert "000000" not in again.get("/accounts/2fa/authenticate/").text
    again.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert again.get("/bj/").status_code == 302


@pytest.mark.feature("SEC-05")
def test_a_one_time_code_completes_the_login_and_is_used_once(client, lin):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    secret = generate_totp_secret()
    TOTP.activate(lin, secret)
    code = totp(secret)
    sign_in(client, "lin")
    assert client.post("/accounts/2fa/authenticate/", {"code": code}).status_code == 302
    assert client.get("/bj/").status_code == 200
    thief = Client()
    sign_in(thief, "lin")
    thief.post("/accounts/2fa/authenticate/", {"code": code})
    assert thief.get("/bj/").status_code == 302


@pytest.mark.feature("SEC-05")
def test_five_wrong_passwords_lock_the_login_for_a_while(seeded, lin):
    for _ in range(5):
        assert "工号或密码不正确" in sign_in(Client(), "lin", "wrong").text
    answer = sign_in(Client(), "lin")
    assert answer.status_code == 200
    assert "登录失败次数过多" in answer.text
    assert Change.objects.filter(table_name="login.failed", row_id="lin").count() >= 5
    assert sign_in(Client(), make_user("xu").username).status_code == 302


@pytest.mark.feature("SEC-05")
@pytest.mark.parametrize(
    "weak", ["Short-1", "alllowercase", "1234567890", "password1234", "lin-lin-lin"]
)
def test_a_weak_password_is_refused_with_its_rule(client, lin, weak):
    client.force_login(lin)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    answer = client.post("/accounts/password/change/", form)
    assert answer.status_code == 200
    lin.refresh_from_db()
    assert lin.check_password(PASSWORD)


@pytest.mark.feature("SEC-05")
def test_an_administrator_sees_and_ends_the_sessions_of_a_user(client, admin, lin):
    for address in ("10.0.0.1", "10.0.0.2"):
        browser = Client(REMOTE_ADDR=address)
        sign_in(browser, "lin")
        browser.get("/bj/")
    client.force_login(admin)
    page = client.get(f"/bj/settings/users/{lin.pk}/").text
    assert "10.0.0.1" in page
    assert "10.0.0.2" in page


# -- a plain browser ---------------------------------------------------------------------------------------


@pytest.mark.feature("SEC-16")
def test_a_car_is_ordered_with_nothing_but_links_and_forms(client, lin, bj, book):
    """No script runs in this client; every step is a link or a form of the page itself."""
    from marque.catalog.testing import make_accessory
    from marque.sales.testing import make_sold_vehicle

    make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
    car = make_sold_vehicle(bj)
    assert sign_in(client, "lin").status_code == 302
    desk = client.get("/", follow=True).text
    assert 'href="/bj/me/"' in desk
    new_customer = {"name": "陈建国", "phone": "13912345678", "source": "walk_in"}
    page = client.get("/bj/sales/customers/new/").text
    assert re.search(r'<form[^>]*method="post"', page)
    assert client.post("/bj/sales/customers/new/", new_customer).status_code == 302
    customer = Customer.objects.get(name="陈建国")
    page = client.get("/bj/sales/orders/new/").text
    assert 'name="customer"' in page
    answer = client.post(
        "/bj/sales/orders/new/",
        {
            "customer": customer.pk,
            "vehicle": car.pk,
            "amount_price": "178000",
            "deposit_kind": "earnest",
            "amount_deposit_due": "5000",
            "action": "submit",
            "items-TOTAL_FORMS": "1",
            "items-INITIAL_FORMS": "0",
            "items-0-item": "accessory:JP001",
            "items-0-quantity": "1",
        },
        follow=True,
    )
    order = SalesOrder.objects.get()
    assert order.number in answer.text
    for path in ("", "payments/", "activity/"):
        assert client.get(f"/bj/sales/orders/{order.number}/{path}").status_code in {200, 404}
    assert order.number in client.get("/bj/search/", {"q": order.number}).text


@pytest.mark.feature("SEC-16")
def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_script(client, lin, he, bj, book):
    order = make_confirmed_order(by=lin)
    urls = {
        lin: [
            "/bj/",
            "/bj/sales/orders/",
            f"/bj/sales/orders/{order.number}/",
            "/bj/sales/orders/new/",
        ],
        he: ["/bj/finance/cashier/", "/bj/finance/vouchers/"],
    }
    for user, pages in urls.items():
        client.force_login(user)
        for url in pages:
            answer = client.get(url)
            policy = answer.headers["Content-Security-Policy"]
            assert "script-src 'self'" in policy
            outside = re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]+"', answer.text)
            assert outside == [], url
            assert not re.search(
                r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", answer.text
            ), url
            assert not re.search(r'\son\w+="', answer.text), url


# -- bad input ------------------------------------------------------------------------------------------------

EVIL = '<script>alert("x")</script>'


@pytest.mark.feature("SEC-16")
def test_ten_megabytes_in_a_field_get_a_clear_message_and_change_nothing(client, lin, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    client.force_login(lin)
    count = Customer.objects.count()
    big = "字" * (10 * 1024 * 1024 // 3)
    address = f"/bj/sales/customers/{customer.number}/edit/"
    answer = client.post(address, form_of(customer, notes=big))
    assert answer.status_code == 400
    assert "提交的内容过大" in answer.text
    answer = client.post("/accounts/login/", {"login": big, "password": "x"})
    assert answer.status_code == 400
    answer = client.post(address, form_of(customer, notes="字" * 5000))
    assert answer.status_code == 422
    customer.refresh_from_db()
    assert customer.notes == ""
    assert Customer.objects.count() == count


@pytest.mark.feature("SEC-01")
def test_a_script_in_a_name_is_only_text_wherever_it_is_shown(
    client, lin, li, he, hq, admin, bj, cx, book
):
    User.objects.filter(pk=lin.pk).update(name=EVIL)
    lin.refresh_from_db()
    lin.employee.name = EVIL
    lin.employee.save()
    customer = make_customer(EVIL, owner=lin, store=bj)
    order = make_submitted_order(by=lin, customer=customer)
    bj.name = f"滨江{EVIL}"
    bj.save()
    shown = 0
    urls = [
        "/bj/",
        "/bj/me/",
        "/bj/inbox/",
        "/bj/sales/orders/?view=",
        f"/bj/sales/orders/{order.number}/",
        f"/bj/sales/customers/{customer.number}/",
        "/bj/sales/customers/?view=",
        "/bj/search/?q=script",
        f"/bj/vehicles/{order.vehicle.vin}/",
        "/bj/finance/cashier/",
        "/bj/settings/organisation/",
        "/bj/settings/employees/",
        "/bj/settings/users/",
        "/bj/settings/online/",
        "/bj/settings/audit/?view=",
        "/bj/settings/groups/new/",
        "/hq/sales/orders/?view=",
    ]
    for user in (lin, li, he, hq, admin):
        client.force_login(user)
        for url in urls:
            text = client.get(url).text
            assert EVIL not in text, (user.username, url)
            shown += "&lt;script&gt;" in text
    assert shown > 20


@pytest.mark.feature("SEC-01")
def test_another_stores_record_in_the_address_does_not_exist_and_changes_nothing(
    client, lin, wang, bj
):
    customer = make_customer("王芳", owner=lin, store=bj)
    order = make_submitted_order(by=lin, customer=customer)
    client.force_login(wang)
    for store in ("bj", "cx"):
        for path in (
            f"sales/customers/{customer.number}/edit/",
            f"sales/orders/{order.number}/do/confirm/",
            f"sales/orders/{order.number}/do/cancel/",
        ):
            answer = client.post(f"/{store}/{path}", form_of(customer, name="偷改"))
            assert answer.status_code == 404, (store, path)
    customer.refresh_from_db()
    order.refresh_from_db()
    assert (customer.name, order.status) == ("王芳", "submitted")
    assert Change.objects.filter(table_name="access.not_found", actor_id=wang.pk).count() == 6


@pytest.mark.feature("SEC-01")
def test_a_stale_form_is_refused_with_a_sentence(client, lin, li, bj):
    customer = make_customer("王芳", owner=lin, store=bj)
    order = make_order(by=lin, customer=customer)
    address = f"/bj/sales/customers/{customer.number}/edit/"
    old = form_of(customer, name="先")
    client.force_login(lin)
    assert client.post(address, old).status_code == 302
    late = client.post(address, {**old, "name": "后"})
    assert late.status_code in {409, 422}
    assert re.search("被他人修改", late.text)
    customer.refresh_from_db()
    assert customer.name == "先"
    answer = client.post(
        f"/bj/sales/orders/{order.number}/do/submit/", {"version": order.version + 5}, follow=True
    )
    assert "已被他人修改" in answer.text
    order.refresh_from_db()
    assert order.status == "draft"


@pytest.mark.feature("SEC-05")
def test_a_form_from_elsewhere_is_refused(lin):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(lin)
    answer = browser.post("/preferences/", {"theme": "dark"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.text
    assert (
        browser.post("/accounts/login/", {"login": "lin", "password": PASSWORD}).status_code == 403
    )
    assert reverse("ui:preferences") == "/preferences/"

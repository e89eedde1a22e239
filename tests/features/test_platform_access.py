"""Rights, data scope, posts and discounts as the feature list asks for them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from marque.accounting.testing import open_demo_book
from marque.foundation.access.authority import act_in, authority_of
from marque.foundation.access.models import Role, Scope
from marque.foundation.notifications.models import Notification
from marque.foundation.ui.navigation import all_creates, all_pages, url_of
from marque.kernel.errors import DomainError
from marque.kernel.phones import mask_phone
from marque.organisation import api as organisation
from marque.organisation.models import Position, User
from marque.organisation.testing import make_company, make_department, make_store, make_user
from marque.parties.testing import make_customer
from marque.sales import api as sales
from marque.sales.testing import make_draft, make_order, make_sold_vehicle, make_submitted_order

pytestmark = pytest.mark.django_db


def again(user):
    """The user as the next request reads it."""
    return User.objects.get(pk=user.pk)


@pytest.mark.feature("PLT-12")
def test_without_a_function_there_is_no_menu_no_page_and_no_api(client, zhao, lin, bj):
    client.force_login(zhao)
    menu = client.get("/bj/me/").text
    tried = 0
    for entry in (*all_pages(), *all_creates()):
        url = url_of(entry.url_name, "bj")
        if not entry.right:
            continue
        assert f'href="{url}"' not in menu, entry.key
        assert client.get(url).status_code == 403, entry.key
        tried += 1
    assert tried > 20
    for what in ("orders", "vehicles", "customers", "trims"):
        assert client.get(f"/api/v1/bj/{what}").status_code == 403
    order = make_order(by=lin, store=bj)
    for act in ("submit", "confirm", "cancel", "invoice", "outbound", "deliver"):
        address = f"/bj/sales/orders/{order.number}/do/{act}/"
        assert client.post(address).status_code == 403, act
    refused = client.get("/bj/sales/orders/").text
    assert "查看销售订单" in refused
    assert "销售顾问" in refused


@pytest.mark.feature("PLT-12")
def test_the_api_needs_its_own_right_and_masks_phones_as_the_pages_do(client, lin, grant, bj):
    customer = make_customer("接口客户", owner=lin, store=bj)
    client.force_login(lin)
    assert client.get("/bj/sales/customers/?view=").status_code == 200
    refused = client.get("/api/v1/bj/customers")
    assert refused.status_code == 403
    grant(lin, "gateway.use_api")
    (item,) = client.get("/api/v1/bj/customers").json()["items"]
    assert item["phone"] == mask_phone(customer.phone)


@pytest.mark.feature("PLT-12")
def test_everybody_sees_the_pages_of_their_rights_and_can_open_each(
    client, lin, he, shen, hq, admin, cx
):
    for user in (lin, he, shen, hq, admin):
        client.force_login(user)
        menu = client.get("/bj/me/").text
        for page in all_pages():
            url = url_of(page.url_name, "bj")
            offered = not page.right or again(user).has_perm(page.right)
            asked = resolve(url).func.required_permission
            allowed = not asked or again(user).has_perm(asked)
            assert (f'href="{url}"' in menu) == offered, (user, page.key)
            assert allowed or not offered, (user, page.key)
            answer = client.get(url)
            assert answer.status_code == (200 if allowed else 403), (user, page.key)


# -- data scope -------------------------------------------------------------------------------------


@pytest.fixture
def world(bj, cx, he, li, lin, hq, wang):
    """Customers and orders of two teams, two stores and two companies; readers of every reach."""
    far = make_store("远山店", "ys", company=make_company("yuan", "远山公司"))
    mates = {
        "own": lin,
        "team": make_user("xu", store=bj, name="许文"),
        "store": make_user("qi", store=bj, name="戚三", department="销售二部"),
        "company": wang,
        "group": make_user("yan", store=far, name="严四"),
    }
    open_demo_book(bj.company, by=he)
    open_demo_book(far.company, by=he)
    for name, user in mates.items():
        store = {"company": cx, "group": far}.get(name, bj)
        customer = make_customer(f"范围{name}", owner=user, store=store)
        make_order(by=user, store=store, customer=customer)
    position = Position.objects.create(code="reader", name="阅读者")
    rights = [
        "sales.view_salesorder",
        "parties.view_customer",
        "parties.export_customer",
        "gateway.use_api",
    ]
    role = Role.objects.create(code="reader", name="阅读者", rights=rights, scope=Scope.OWN)
    role.positions.add(position)
    lin.employee.posts.update(position=position)
    return lin, role


@pytest.mark.feature("PLT-13")
@pytest.mark.parametrize(
    ("scope", "seen"),
    [
        (Scope.OWN, {"own"}),
        (Scope.TEAM, {"own", "team"}),
        (Scope.STORE, {"own", "team", "store"}),
        (Scope.COMPANY, {"own", "team", "store", "company"}),
        (Scope.GROUP, {"own", "team", "store", "company", "group"}),
    ],
)
def test_a_scope_is_the_same_in_lists_details_exports_search_and_api(client, world, scope, seen):
    reader, role = world
    role.scope = scope
    role.save()
    client.force_login(reader)
    code = "hq" if scope >= Scope.COMPANY else "bj"
    everything = ("own", "team", "store", "company", "group")

    def visible_in(text):
        return {name for name in everything if f"范围{name}" in text}

    def body(answer):
        assert answer.status_code == 200
        return (b"".join(answer) if answer.streaming else answer.content).decode()

    for path in ("sales/orders/", "sales/customers/"):
        assert visible_in(body(client.get(f"/{code}/{path}?view="))) == seen, path
        assert visible_in(body(client.get(f"/{code}/{path}?view=&export=csv"))) == seen, path
    found = client.get(f"/{code}/search/", {"q": "范围"}, headers={"HX-Request": "true"})
    assert visible_in(body(found)) == seen
    for what, field in (("orders", "customer"), ("customers", "name")):
        items = client.get(f"/api/v1/{code}/{what}").json()
        assert {i[field].removeprefix("范围") for i in items["items"]} == seen, what
        assert items["total"] == len(seen)
    for order in sales.SalesOrder.objects.select_related("customer", "store"):
        shown = 200 if order.customer.name.removeprefix("范围") in seen else 404
        store = code if code == "hq" else order.store.code
        for path in (
            f"/{store}/sales/orders/{order.number}/",
            f"/{store}/sales/customers/{order.customer.number}/",
            f"/api/v1/{store}/orders/{order.number}",
        ):
            assert client.get(path).status_code == shown, path


@pytest.mark.feature("PLT-13")
def test_a_record_is_not_opened_under_another_stores_address(client, world, hq, grant):
    grant(hq, "gateway.use_api")
    order = sales.SalesOrder.objects.get(customer__name="范围own")
    client.force_login(hq)
    assert client.get(f"/bj/sales/orders/{order.number}/").status_code == 200
    assert client.get(f"/cx/sales/orders/{order.number}/").status_code == 404
    assert client.get(f"/api/v1/cx/orders/{order.number}").status_code == 404


@pytest.mark.feature("PLT-14")
def test_rights_set_on_a_position_hold_for_every_holder(client, admin, bj, cx):
    position = Position.objects.create(code="host", name="接待主管")
    holders = [
        make_user("h1", store=bj, position="host"),
        make_user("h2", store=cx, position="host"),
    ]
    client.force_login(admin)
    form = {
        "code": "host",
        "name": "接待主管",
        "scope": int(Scope.STORE),
        "rate_discount_limit": "0",
        "is_active": "on",
        "positions": [position.pk],
        "rights": ["parties.view_customer"],
    }
    address = reverse("administration:role_new", kwargs={"store": "bj"})
    assert client.post(address, form).status_code == 302
    for holder, store in zip(holders, ("bj", "cx"), strict=True):
        client.force_login(holder)
        assert client.get(f"/{store}/sales/customers/").status_code == 200
        assert client.get(f"/{store}/sales/orders/").status_code == 403
        assert holder.user_groups.count() == 0
    late = make_user("h3", store=bj, position="host")
    client.force_login(late)
    assert client.get("/bj/sales/customers/").status_code == 200


@pytest.mark.feature("PLT-15")
def test_with_two_posts_a_person_has_the_rights_of_the_one_worked_in(client, lin, bj, cx):
    second = organisation.assign_post(
        employee=lin.employee,
        department=make_department(cx, "仓库"),
        position=Position.objects.get(code="warehouse"),
        starts_on=timezone.localdate(),
    )
    first = lin.employee.posts.get(is_primary=True)
    client.force_login(lin)
    assert client.get("/bj/sales/orders/new/").status_code == 200
    assert client.get("/bj/vehicles/receive/").status_code == 403
    assert client.get("/cx/").status_code == 404
    assert client.post("/access/post/", {"post": second.pk}).status_code == 302
    assert client.get("/", follow=True).request["PATH_INFO"].startswith("/cx/")
    assert client.get("/cx/vehicles/receive/").status_code == 200
    assert client.get("/cx/sales/orders/new/").status_code == 403
    assert client.get("/bj/").status_code == 404
    client.post("/access/post/", {"post": first.pk})
    assert client.get("/bj/sales/orders/new/").status_code == 200
    foreign = make_user("gao", store=bj).employee.posts.get()
    assert client.post("/access/post/", {"post": foreign.pk}).status_code == 404
    organisation.end_post(post=second, ends_on=timezone.localdate())
    act_in(lin, first)
    assert not authority_of(lin).may("inventory.receive_vehicle")


@pytest.mark.feature("PLT-16")
def test_a_discount_above_the_authority_is_not_confirmed_and_goes_to_somebody_with_more(
    client, lin, li, bj, he
):
    open_demo_book(bj.company, by=he)
    assert authority_of(lin).rate_discount_limit == Decimal(2)

    def order_at(rate):
        car = make_sold_vehicle(bj)
        draft = make_draft(by=lin, store=bj, vehicle=car, items=())
        price = (Decimal(181600) * (100 - Decimal(rate)) / 100).quantize(Decimal("0.01"))
        return make_submitted_order(
            by=lin, store=bj, vehicle=car, items=(), customer=draft.customer, amount_price=price
        )

    small, medium, large = order_at("1.9"), order_at("4.5"), order_at("5.5")
    client.force_login(lin)
    client.post(f"/bj/sales/orders/{medium.number}/do/confirm/")
    medium.refresh_from_db()
    assert medium.status == sales.OrderStatus.SUBMITTED
    with pytest.raises(DomainError, match="超出您的权限 2.00%"):
        sales.confirm_order(order=medium, by=lin, now=timezone.now())
    client.post(f"/bj/sales/orders/{small.number}/do/confirm/")
    small.refresh_from_db()
    assert small.status == sales.OrderStatus.CONFIRMED
    client.force_login(li)
    assert medium.number in client.get("/bj/sales/orders/?view=").text
    client.post(f"/bj/sales/orders/{medium.number}/do/confirm/")
    medium.refresh_from_db()
    assert medium.status == sales.OrderStatus.CONFIRMED
    answer = client.post(f"/bj/sales/orders/{large.number}/do/confirm/", follow=True)
    assert "超出您的权限" in answer.text
    large.refresh_from_db()
    assert large.status == sales.OrderStatus.SUBMITTED


@pytest.mark.feature("PLT-17")
def test_a_chosen_column_layout_survives_log_out(client, lin):
    make_customer("布局客户", owner=lin)
    client.force_login(lin)
    page = client.get("/bj/sales/customers/")
    table = page.context["table"]
    shown = [column.key for column in page.context["list"].columns]
    assert len(shown) > 3
    chosen = [shown[0], *reversed(shown[2:])]
    answer = client.post(
        "/ui/columns/", {"list_key": table.key, "columns": chosen, "next": "/bj/sales/customers/"}
    )
    assert answer.headers["Location"] == "/bj/sales/customers/"
    client.post("/accounts/logout/")
    assert client.get("/bj/sales/customers/").status_code == 302
    client.force_login(lin)
    page = client.get("/bj/sales/customers/")
    assert [column.key for column in page.context["list"].columns] == chosen
    export = client.get("/bj/sales/customers/?export=csv")
    head = b"".join(export).decode().splitlines()[0]
    hidden = str(table.columns[shown[1]].label)
    assert hidden not in head.lstrip("\ufeff").split(",")
    other = Client()
    other.force_login(make_user("xu", store=lin.employee.posts.get().department.store))
    assert [c.key for c in other.get("/bj/sales/customers/").context["list"].columns] == shown


@pytest.mark.feature("PLT-12")
def test_a_missing_right_can_be_asked_for_and_reaches_those_who_give_rights(
    client, zhao, admin, li
):
    client.force_login(zhao)
    refused = client.get("/bj/sales/orders/").text
    assert 'action="/request-access/"' in refused
    client.post("/request-access/", {"right": "sales.view_salesorder", "next": "/bj/sales/orders/"})
    told = Notification.objects.filter(kind="todo")
    assert [note.user for note in told] == [admin]
    assert "查看销售订单" in told.get().title

"""Fields, layouts and queries that each dealer and each person makes their own."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from marque.catalog.models import Trim
from marque.catalog.testing import make_trim
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.testing import make_field
from marque.foundation.imports.services.map_columns import map_columns
from marque.foundation.imports.services.open_batch import open_batch
from marque.foundation.imports.services.run_batch import run_batch
from marque.foundation.ui.navigation import all_pages, url_of
from marque.parties.api import Customer
from marque.parties.testing import make_customer
from marque.sales.models import SalesOrder
from marque.sales.testing import make_order

pytestmark = pytest.mark.django_db

FIELD = {
    "target": "sales.salesorder",
    "code": "plan",
    "label": "上牌方案",
    "label_en": "Plate plan",
    "kind": "choice",
    "choices": "本地=Local\n外地=Elsewhere",
    "position": "10",
    "in_list": "on",
    "is_active": "on",
}


def import_customers(lines, *, by, store):
    """What the import pages do; returns the problems of the rows."""
    act = {"now": timezone.now(), "by": by}
    batch = open_batch(
        kind_key="parties.customer",
        file=io.BytesIO(lines.encode()),
        file_name="customers.csv",
        store=store,
        **act,
    )
    map_columns(batch_id=batch.pk, mapping=batch.mapping, is_all_or_nothing=False, **act)
    run_batch(batch_id=batch.pk, **act)
    return [row.problems for row in batch.rows.all() if row.problems]


def sheet(answer):
    body = b"".join(answer) if answer.streaming else answer.content
    return CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python()


@pytest.mark.feature("PLT-18")
def test_an_administrator_adds_a_field_to_orders_and_it_is_everywhere(client, admin, lin, bj):
    client.force_login(admin)
    assert "新建字段" in client.get("/bj/settings/custom-fields/").text
    made = client.post("/bj/settings/custom-fields/new/", FIELD)
    assert made.status_code == 302, made.text
    client.force_login(lin)
    order = make_order(by=lin, store=bj)
    edit = f"/bj/sales/orders/{order.number}/edit/"
    page = client.get(edit).text
    assert "上牌方案" in page
    line = order.lines.exclude(kind="vehicle").get()
    entered = {
        "version": order.version,
        "customer": order.customer.pk,
        "vehicle": order.vehicle.pk,
        "amount_price": "178000",
        "deposit_kind": "earnest",
        "amount_deposit_due": "5000",
        "items-TOTAL_FORMS": "1",
        "items-INITIAL_FORMS": "1",
        "items-0-item": f"accessory:{line.item_code}",
        "items-0-quantity": "1",
        "custom_plan": "天上",
    }
    assert "上牌方案" in client.post(edit, entered).text
    saved = client.post(edit, {**entered, "custom_plan": "外地"})
    assert saved.status_code in {302, 303}, saved.text
    assert SalesOrder.objects.get().custom == {"plan": "外地"}
    assert "外地" in client.get(f"/bj/sales/orders/{order.number}/").text
    other = make_order(by=lin, store=bj)
    for query, numbers in (
        ("view=&custom_plan=外地", {order.number}),
        ("view=&custom_plan=本地", set()),
        ("view=", {order.number, other.number}),
    ):
        rows = sheet(client.get(f"/bj/sales/orders/?{query}&export=xlsx"))
        assert rows[0][-1] == "上牌方案"
        assert {row[0] for row in rows[1:]} == numbers, query
    assert client.get("/bj/sales/orders/?view=&sort=custom_plan").status_code == 200


@pytest.mark.feature("PLT-18")
def test_a_field_on_products_is_entered_and_seen(client, admin):
    make_field("catalog.trim", "towing", "number", label="拖重", in_list=True)
    make_field("catalog.trim", "use", "multi", label="用途", choices=["家用", "商务"])
    trim = make_trim()
    client.force_login(admin)
    url = f"/bj/settings/catalogue/trims/{trim.pk}/edit/"
    form = client.get(url).context["form"]
    entered = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    entered = {name: value for name, value in entered.items() if value is not False}
    wrong = client.post(url, {**entered, "custom_towing": "七"})
    assert wrong.status_code == 422
    saved = client.post(url, {**entered, "custom_towing": "1500", "custom_use": ["家用", "商务"]})
    assert saved.status_code == 302, saved.text
    assert Trim.objects.get().custom == {"towing": "1500", "use": ["家用", "商务"]}
    assert "家用、商务" in client.get(f"/bj/settings/catalogue/trims/{trim.pk}/").text
    listed = client.get(
        "/bj/settings/catalogue/trims/?view=&custom_use=商务&custom_towing_min=1000"
    )
    assert "1,500" in listed.text
    assert listed.context["list"].count == 1
    none = client.get("/bj/settings/catalogue/trims/?view=&custom_towing_min=2000")
    assert none.context["list"].count == 0


@pytest.mark.feature("PLT-18")
def test_a_field_on_customers_is_entered_filtered_imported_and_exported(client, li, lin, bj):
    make_field("parties.customer", "club", "choice", label="车友会", choices=["一队", "二队"])
    make_field("parties.customer", "kids", "number", label="孩子数", in_list=True)
    customer = make_customer("林一", owner=lin, store=bj)
    client.force_login(li)
    edit = f"/bj/sales/customers/{customer.number}/edit/"
    form = client.get(edit).context["form"]
    entered = {name: form[name].value() for name in form.fields}
    entered = {name: value for name, value in entered.items() if value not in (None, False)}
    saved = client.post(edit, {**entered, "custom_club": "二队", "custom_kids": "2"})
    assert saved.status_code == 302, saved.text
    assert "二队" in client.get(f"/bj/sales/customers/{customer.number}/").text
    listed = client.get("/bj/sales/customers/?view=&custom_club=二队&custom_kids_max=2")
    assert listed.context["list"].count == 1
    lines = "姓名,手机,车友会,孩子数\n王五,13900001111,一队,3\n赵六,13900002222,九队,1\n"
    problems = import_customers(lines, by=li, store=bj)
    assert len(problems) == 1
    assert "不在可选范围" in str(problems)
    assert Customer.objects.get(name="王五").custom == {"club": "一队", "kids": "3"}
    assert not Customer.objects.filter(name="赵六").exists()
    rows = sheet(client.get("/bj/sales/customers/?view=&export=xlsx"))
    at = rows[0].index("孩子数")
    assert {row[at] for row in rows[1:]} == {2, 3}


@pytest.mark.feature("PLT-18")
def test_only_administrators_define_fields(client, lin, admin):
    field = make_field("catalog.trim", "towing", "number", label="拖重")
    client.force_login(lin)
    assert client.get("/bj/settings/custom-fields/").status_code == 403
    assert client.post("/bj/settings/custom-fields/new/", FIELD).status_code == 403
    assert client.post(f"/bj/settings/custom-fields/{field.pk}/delete/").status_code == 403
    client.force_login(admin)
    assert client.post(f"/bj/settings/custom-fields/{field.pk}/delete/").status_code == 302
    assert not FieldDefinition.objects.exists()


# -- 高级查询 ---------------------------------------------------------------------------------------


@pytest.fixture
def orders(lin, bj):
    chen, li_si = (make_customer(name, owner=lin, store=bj) for name in ("陈一", "李四"))
    return (
        make_order(by=lin, store=bj, customer=chen),
        make_order(by=lin, store=bj, customer=li_si),
        make_order(by=lin, store=bj, customer=chen, amount_price=Decimal(170_000)),
    )


def numbers(answer):
    return {row.number for row in answer.context["list"].objects}


@pytest.mark.feature("PLT-35")
def test_three_conditions_are_combined_without_scripts_and_saved_for_the_team(
    client, lin, li, wang, orders, bj
):
    first, second, cheap = orders
    client.force_login(lin)
    listed = "/bj/sales/orders/"
    page = client.get(f"{listed}?view=").text
    assert "aq_edit=1" in page
    panel = client.get(f"{listed}?view=&aq_edit=1").text
    assert 'name="aq_f0_0"' in panel
    step = {"view": "", "aq_edit": "1", "aq_j0": "and", "aq_f0_0": "customer", "aq_do": "add-0"}
    grown = client.get(listed, step).text
    assert 'name="aq_f0_1"' in grown
    assert 'name="aq_o0_0"' in grown
    step |= {"aq_o0_0": "has", "aq_v0_0": "陈", "aq_f0_1": "amount", "aq_o0_1": "gt"}
    wrong = client.get(listed, {**step, "aq_v0_1": "许多", "aq_do": "apply"})
    assert "要比较数字" in wrong.text
    step |= {"aq_v0_1": "175000", "aq_f1_0": "number", "aq_o1_0": "eq", "aq_j": "or"}
    applied = client.get(listed, {**step, "aq_v1_0": second.number, "aq_do": "apply"})
    assert applied.status_code == 302
    found = client.get(applied["Location"])
    assert numbers(found) == {first.number, second.number}
    assert "包含 陈" in found.text
    exported = sheet(client.get(applied["Location"] + "&export=xlsx"))
    assert {row[0] for row in exported[1:]} == {first.number, second.number}
    view = {
        "list_key": "sales.orders",
        "name": "大单",
        "query": found.context["list"].view_query,
        "shared_with": "team",
        "next": listed,
    }
    saved = client.post("/ui/views/", view)
    assert numbers(client.get(saved["Location"])) == {first.number, second.number}
    client.force_login(li)
    assert "大单" in client.get(listed).text
    assert numbers(client.get(saved["Location"])) == {first.number, second.number}
    client.force_login(wang)
    assert "大单" not in client.get("/cx/sales/orders/").text
    assert cheap.number not in client.get(saved["Location"].replace("/bj/", "/cx/")).text


@pytest.mark.feature("PLT-35")
def test_the_panel_opens_in_the_side_panel_and_leads_on(client, lin, orders):
    client.force_login(lin)
    htmx = {"HTTP_HX_REQUEST": "true"}
    opened = client.get("/bj/sales/orders/?view=&aq_edit=1", **htmx)
    assert "drawer:open" in opened["HX-Trigger"]
    assert "<html" not in opened.text
    filled = {"view": "", "aq_edit": "1", "aq_f0_0": "customer", "aq_o0_0": "has", "aq_v0_0": "李"}
    again = client.get("/bj/sales/orders/", filled, **htmx)
    assert "HX-Trigger" not in again
    applied = client.get("/bj/sales/orders/", {**filled, "aq_do": "apply"}, **htmx)
    assert applied.status_code == 204
    assert numbers(client.get(applied["HX-Redirect"])) == {orders[1].number}


@pytest.mark.feature("PLT-35")
def test_every_list_offers_the_query_and_refuses_what_it_cannot_understand(client, admin, hq):
    for user in (hq, admin):
        client.force_login(user)
        for page in all_pages():
            url = url_of(page.url_name, "bj")
            if page.right and not user.has_perm(page.right):
                continue
            answer = client.get(url, {"view": "", "aq": '["and",["and",["nothing","eq","1"]]]'})
            if answer.status_code != 200 or "list" not in (answer.context or {}):
                continue
            if hasattr(answer.context["list"], "query_url"):
                assert "没有这个字段" in answer.text, page.key
                assert answer.context["list"].count == 0, page.key
                opened = client.get(url, {"view": "", "aq_edit": "1"})
                assert 'name="aq_f0_0"' in opened.text, page.key


@pytest.mark.feature("PLT-35")
def test_a_column_without_right_and_a_sealed_number_cannot_be_asked(client, lin, orders):
    client.force_login(lin)
    for name in ("phone", "customer__phone", "id_number"):
        query = f'["and",["and",["{name}","has","1"]]]'
        for url in ("/bj/sales/customers/", "/bj/sales/orders/"):
            answer = client.get(url, {"view": "", "aq": query})
            assert answer.context["list"].count == 0
            assert "没有这个字段" in answer.text


# -- personal layouts -------------------------------------------------------------------------------


def layout_of(page):
    """The key of the form, from the panel of its fields."""
    return page.text.partition('name="form_key" value="')[2].partition('"')[0]


@pytest.mark.feature("PLT-17")
def test_a_person_puts_fields_of_a_form_away_and_finds_them_so_tomorrow(client, lin, li, bj):
    customer = make_customer("林一", owner=lin, store=bj, notes="老朋友")
    edit = f"/bj/sales/customers/{customer.number}/edit/"
    client.force_login(lin)
    page = client.get(edit)
    form = page.context["form"]
    free = [name for name, field in form.fields.items() if not field.required]
    assert {"notes", "address"} <= set(free)
    shown = [name for name in free if name != "notes"]
    data = {"form_key": layout_of(page), "all": free, "shown": shown, "next": edit}
    assert client.post("/ui/form-layout/", data)["Location"] == edit
    client.logout()
    client.force_login(lin)
    fields = client.get(edit).context["form"].fields
    assert fields["notes"].put_away
    assert not fields["address"].put_away
    assert not getattr(fields["name"], "put_away", False)
    form = client.get(edit).context["form"]
    entered = {name: form[name].value() for name in form.fields}
    entered = {name: value for name, value in entered.items() if value not in (None, False)}
    assert client.post(edit, {**entered, "name": "林二"}).status_code == 302
    customer.refresh_from_db()
    assert (customer.name, customer.notes) == ("林二", "老朋友")
    client.force_login(li)
    assert not client.get(edit).context["form"].fields["notes"].put_away
    client.force_login(lin)
    client.post("/ui/form-layout/", {**data, "reset": "1"})
    assert not client.get(edit).context["form"].fields["notes"].put_away


@pytest.mark.feature("PLT-17")
def test_a_required_field_and_a_wrong_one_are_shown_whatever_was_put_away(client, lin, bj):
    client.force_login(lin)
    new = "/bj/sales/customers/new/"
    key = layout_of(client.get(new))
    client.post("/ui/form-layout/", {"form_key": key, "group": "name,phone,id_number,email"})
    form = client.get(new).context["form"]
    assert not getattr(form.fields["name"], "put_away", False)
    assert form.fields["id_number"].put_away
    wrong = client.post(new, {"name": "林一", "id_type": "resident", "id_number": "123"})
    assert wrong.status_code == 422
    assert not wrong.context["form"].fields["id_number"].put_away


@pytest.mark.feature("PLT-17")
def test_columns_are_chosen_and_ordered_for_good(client, lin, li, orders):
    client.force_login(lin)
    listed = "/bj/sales/orders/"
    data = {"list_key": "sales.orders", "columns": ["customer", "number"], "next": listed}
    client.post("/ui/columns/", data)
    client.logout()
    client.force_login(lin)
    heads = [head.label for head in client.get(f"{listed}?view=").context["list"].heads]
    assert heads == ["客户", "订单号"]
    client.force_login(li)
    assert len(client.get(f"{listed}?view=").context["list"].heads) > 2
    client.force_login(lin)
    client.post("/ui/columns/", {**data, "reset": "1"})
    assert len(client.get(f"{listed}?view=").context["list"].heads) > 2

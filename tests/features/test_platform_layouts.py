"""Fields, layouts and queries that each dealer and each person makes their own."""

from __future__ import annotations

import io

import pytest
from python_calamine import CalamineWorkbook

from marque.catalog.models import Trim
from marque.catalog.testing import make_trim
from marque.foundation.custom_fields.models import FieldDefinition
from marque.foundation.custom_fields.testing import make_field
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
def test_only_administrators_define_fields(client, lin, admin):
    field = make_field("catalog.trim", "towing", "number", label="拖重")
    client.force_login(lin)
    assert client.get("/bj/settings/custom-fields/").status_code == 403
    assert client.post("/bj/settings/custom-fields/new/", FIELD).status_code == 403
    assert client.post(f"/bj/settings/custom-fields/{field.pk}/delete/").status_code == 403
    client.force_login(admin)
    assert client.post(f"/bj/settings/custom-fields/{field.pk}/delete/").status_code == 302
    assert not FieldDefinition.objects.exists()

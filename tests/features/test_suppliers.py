"""The archive of suppliers: screens, contacts, disabling, and what was paid."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marque.inventory.testing import make_vehicle
from marque.parties.models import Supplier
from marque.parties.testing import make_supplier

pytestmark = [pytest.mark.django_db, pytest.mark.feature("BAS-09")]

BASE = "/bj/vehicles/suppliers/"
FILLED = {
    "code": "gy-01",
    "name": "国宇精品",
    "kind": "other",
    "tax_id": "",
    "contact": "周洁",
    "phone": "13800138000",
    "payment_days": "30",
    "payment_terms": "预付 30%，到货验收后付清",
    "rating": "b",
    "notes": "",
}


@pytest.fixture
def buyer(client, li):
    client.force_login(li)
    return client


def test_a_supplier_is_registered_corrected_and_disabled(buyer):
    assert buyer.post(f"{BASE}new/", FILLED).status_code == 302
    supplier = Supplier.objects.get()
    assert (supplier.code, supplier.rating, supplier.payment_days) == ("GY-01", "b", 30)
    assert "国宇精品" in buyer.get(BASE).text
    page = buyer.get(f"{BASE}GY-01/").text
    for part in ("GY-01", "周洁", "B 合格", "30 天", "预付 30%"):
        assert part in page, part
    opened = {name: value for name, value in FILLED.items() if name != "code"} | {"version": "1"}
    assert buyer.post(f"{BASE}GY-01/edit/", opened | {"rating": "d"}).status_code == 302
    supplier.refresh_from_db()
    assert (supplier.rating, supplier.is_active, supplier.code) == ("d", False, "GY-01")
    assert "国宇精品" not in buyer.get(BASE).text
    assert "国宇精品" in buyer.get(BASE, {"view": "disabled"}).text
    late = buyer.post(f"{BASE}GY-01/edit/", opened)
    assert late.status_code == 422
    assert "刚被他人修改" in late.text


def test_a_second_one_with_the_code_or_wrong_details_is_refused_in_words(buyer):
    make_supplier("甲", code="GY-01")
    refused = buyer.post(f"{BASE}new/", FILLED)
    assert refused.status_code == 422
    assert "供应商已存在" in refused.text
    refused = buyer.post(f"{BASE}new/", FILLED | {"code": "X", "phone": "12", "tax_id": "123"})
    assert refused.status_code == 422
    assert Supplier.objects.count() == 1


def test_a_used_supplier_cannot_be_deleted(buyer):
    used, unused = make_supplier("用过", code="A"), make_supplier("没用过", code="B")
    make_vehicle(supplier=used)
    refused = buyer.post(f"{BASE}A/remove/", follow=True)
    assert "不能删除，可以停用" in refused.text
    assert buyer.post(f"{BASE}B/remove/").status_code == 302
    assert list(Supplier.objects.filter(pk__in=[used.pk, unused.pk])) == [used]


def test_contacts_are_added_corrected_and_removed(buyer):
    supplier = make_supplier("甲", code="A")
    person = {"name": "钱进", "duty": "区域经理", "phone": "13900139000", "email": "q@example.cn"}
    assert buyer.post(f"{BASE}A/contacts/new/", person).status_code == 302
    contact = supplier.contacts.get()
    assert "区域经理" in buyer.get(f"{BASE}A/").text
    buyer.post(f"{BASE}A/contacts/{contact.pk}/", person | {"duty": "对账"})
    contact.refresh_from_db()
    assert contact.duty == "对账"
    assert buyer.post(f"{BASE}A/contacts/new/", person | {"name": ""}).status_code == 422
    assert buyer.post(f"{BASE}A/contacts/{contact.pk}/remove/").status_code == 302
    assert not supplier.contacts.exists()


def test_the_price_history_is_for_those_who_may_see_costs(client, li, lin, bj, grant):
    supplier = make_supplier("甲", code="A")
    car = make_vehicle(bj, supplier=supplier, amount_cost=Decimal(123456))
    grant(li, "inventory.view_vehiclecost")
    client.force_login(li)
    page = client.get(f"{BASE}A/").text
    assert car.vin in page
    assert "123,456.00" in page
    client.force_login(lin)
    page = client.get(f"{BASE}A/").text
    assert "123,456" not in page


def test_consultants_read_and_do_not_write(client, lin, zhao):
    make_supplier("甲", code="A")
    client.force_login(lin)
    assert client.get(BASE).status_code == 200
    for path in ("new/", "A/edit/", "A/remove/", "A/contacts/new/"):
        assert client.post(f"{BASE}{path}", FILLED).status_code == 403, path
    client.force_login(zhao)
    assert client.get(BASE).status_code == 403

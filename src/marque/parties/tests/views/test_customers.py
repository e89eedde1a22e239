"""The customer pages."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from marque.foundation.access.models import Role
from marque.foundation.audit.models import Change
from marque.parties import tabs
from marque.parties.models import Customer
from marque.parties.testing import make_customer, make_supplier

BASE = "/bj/sales/customers/"
PHONE = "13857016128"
ID_NUMBER = "11010519491231002X"
EVERYTHING = (
    "parties.view_customer",
    "parties.create_customer",
    "parties.edit_customer",
    "parties.reveal_customer",
    "parties.transfer_customer",
    "parties.view_supplier",
)


@pytest.fixture
def web(client, li, grant):
    """A browser in which 李经理 is logged in, with every right on customers."""
    grant(li, *EVERYTHING)
    client.force_login(li)
    return client


@pytest.fixture
def chen(li, bj):
    return make_customer("陈建国", owner=li, store=bj, phone=PHONE, id_number=ID_NUMBER)


def text(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_the_list_masks_the_phone(web, chen):
    page = text(web.get(BASE))
    assert "陈建国" in page
    assert "138****6128" in page
    assert PHONE not in page


@pytest.mark.django_db
def test_the_list_searches_by_initials(web, chen):
    page = text(web.get(BASE, {"q": "cjg"}))
    assert "陈建国" in page
    assert 'name="q"' in page
    assert "陈建国" not in text(web.get(BASE, {"q": "wf"}))


@pytest.mark.django_db
def test_the_record_masks_phone_and_identity(web, chen):
    page = text(web.get(f"{BASE}{chen.number}/"))
    assert "138****6128" in page
    assert "1101**********002X" in page
    assert PHONE not in page
    assert ID_NUMBER not in page


@pytest.mark.django_db
def test_a_name_cannot_carry_a_script(web, li, bj):
    customer = make_customer("<script>alert(1)</script>", owner=li, store=bj)
    assert "<script>alert" not in text(web.get(f"{BASE}{customer.number}/"))
    assert "<script>alert" not in text(web.get(BASE))


@pytest.mark.django_db
def test_another_stores_customer_does_not_exist(web, wang, cx):
    theirs = make_customer("他店客户", owner=wang, store=cx)
    for path in ("", "edit/", "reveal/"):
        assert web.get(f"{BASE}{theirs.number}/{path}").status_code == 404
    assert web.get(f"/cx/sales/customers/{theirs.number}/").status_code == 404


@pytest.mark.django_db
def test_without_rights_there_is_no_page(client, zhao, chen):
    client.force_login(zhao)
    for path in ("", "new/", "transfer/", f"{chen.number}/", f"{chen.number}/edit/"):
        assert client.get(BASE + path).status_code == 403


@pytest.mark.django_db
def test_revealing_shows_the_number_and_is_noted(web, chen):
    page = text(
        web.post(f"{BASE}{chen.number}/reveal/", {"field": "phone"}, headers={"HX-Request": "true"})
    )
    assert PHONE in page
    assert "<html" not in page
    note = Change.objects.get(action="N", table_name="reveal")
    assert note.row_id == f"parties.customer:{chen.number}"
    assert (note.after, note.actor_name) == ({"field": "phone"}, "李经理")


@pytest.mark.django_db
def test_revealing_works_without_scripts(web, chen):
    page = text(web.post(f"{BASE}{chen.number}/reveal/", {"field": "id_number"}))
    assert "<html" in page
    assert ID_NUMBER in page
    assert PHONE not in page


@pytest.mark.django_db
def test_a_get_never_reveals(web, chen):
    page = text(web.get(f"{BASE}{chen.number}/reveal/", {"field": "phone"}))
    assert "138****6128" in page
    assert PHONE not in page
    assert not Change.objects.filter(table_name="reveal").exists()


@pytest.mark.django_db
def test_nothing_else_can_be_revealed(web, chen):
    answer = web.post(
        f"{BASE}{chen.number}/reveal/", {"field": "notes"}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 422


@pytest.mark.django_db
def test_revealing_needs_its_own_right(client, li, grant, chen):
    for role in Role.objects.all():
        role.rights = [right for right in role.rights if right != "parties.reveal_customer"]
        role.save()
    grant(li, "parties.view_customer")
    client.force_login(li)
    assert client.post(f"{BASE}{chen.number}/reveal/", {"field": "phone"}).status_code == 403
    assert 'aria-label="显示完整号码"' not in text(client.get(f"{BASE}{chen.number}/"))


@pytest.mark.django_db
def test_registering_a_person(web, li):
    told = {
        "kind": "person",
        "name": "王丽萍",
        "phone": "139 0571 0186",
        "id_type": "resident",
        "id_number": ID_NUMBER,
        "source": "online",
        "division": "杭州滨江",
    }
    answer = web.post(f"{BASE}new/", told)
    customer = Customer.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == f"{BASE}{customer.number}/"
    assert (customer.phone, customer.division, customer.owner) == ("13905710186", "330108", li)


@pytest.mark.django_db
def test_registering_an_enterprise(web):
    assert "统一社会信用代码" in text(web.get(f"{BASE}new/", {"kind": "enterprise"}))
    told = {
        "kind": "enterprise",
        "name": "杭州建诚五金有限公司",
        "phone": "0571-87654321",
        "tax_id": "91350100M000100Y43",
        "source": "other",
    }
    assert web.post(f"{BASE}new/", told).status_code == 302
    assert Customer.objects.get().is_enterprise


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"phone": "1385701612"}, "手机号应为 11 位，还差 1 位"),
        ({"phone": PHONE}, "客户已存在：陈建国（李经理跟进中）"),
        ({"id_number": "110105194912310021"}, "校验位不符"),
        ({"division": "朝阳区"}, "找不到唯一的地区"),
        ({"name": ""}, "aria-invalid"),
        ({"name": "长" * 5000}, "个字"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_form_comes_back_with_its_reason(web, chen, wrong, sentence):
    told = {"kind": "person", "name": "王丽萍", "phone": "13905710186", "source": "online"}
    answer = web.post(f"{BASE}new/", told | wrong)
    assert answer.status_code == 422
    assert sentence in text(answer)
    assert Customer.objects.count() == 1


@pytest.mark.django_db
def test_the_group_page_registers_nobody(client, hq, grant, bj, cx):
    grant(hq, *EVERYTHING)
    client.force_login(hq)
    assert client.get("/hq/sales/customers/new/").status_code == 302


@pytest.mark.django_db
def test_editing_and_a_stale_form(web, chen):
    told = {"name": "陈建国", "phone": PHONE, "source": "referral", "is_active": "on", "version": 1}
    assert "浙江" not in text(web.get(f"{BASE}{chen.number}/edit/"))
    assert web.post(f"{BASE}{chen.number}/edit/", told).status_code == 302
    chen.refresh_from_db()
    assert (chen.source, chen.version) == ("referral", 2)
    answer = web.post(f"{BASE}{chen.number}/edit/", told | {"source": "event"})
    assert answer.status_code == 422
    assert "刚被他人修改过" in text(answer)


@pytest.mark.django_db
def test_the_phone_is_checked_while_typing(web, chen):
    assert "客户已存在：陈建国" in text(web.get(f"{BASE}phone/", {"phone": PHONE}))
    assert "陈建国" not in text(web.get(f"{BASE}phone/", {"phone": PHONE, "besides": chen.pk}))
    assert "陈建国" not in text(web.get(f"{BASE}phone/", {"phone": "13800000000"}))


@pytest.mark.django_db
def test_areas_are_offered_while_typing(web):
    assert "浙江省杭州市滨江区" in text(web.get(f"{BASE}divisions/", {"division": "杭州滨"}))


@pytest.mark.django_db
def test_lookups_for_other_forms(web, chen):
    make_supplier("擎川汽车", code="QC")
    found = text(web.get(f"{BASE}lookup/", {"q": "cjg"}))
    assert "陈建国" in found
    assert "138****6128" in found
    assert PHONE not in found
    assert "擎川汽车" in text(web.get(f"{BASE}suppliers/lookup/", {"q": "qc"}))


@pytest.mark.django_db
def test_handing_over(web, chen, li, lin):
    assert web.get(f"{BASE}transfer/").status_code == 200
    told = {"from_user": li.pk, "to_user": lin.pk}
    assert web.post(f"{BASE}transfer/", told | {"to_user": li.pk}).status_code == 422
    assert web.post(f"{BASE}transfer/", told).status_code == 302
    chen.refresh_from_db()
    assert chen.owner == lin
    assert "李经理 → 林晓彤" in text(web.get(f"{BASE}{chen.number}/"))


@pytest.mark.django_db
def test_other_apps_add_tabs_and_buttons(web, chen, monkeypatch):
    monkeypatch.setattr(tabs, "_tabs", {})
    monkeypatch.setattr(tabs, "_acts", {})
    tabs.register_tab(
        tabs.CustomerTab(
            "orders",
            "订单",
            "parties/customer/_divisions.html",
            context=lambda _request, customer: {"divisions": [("1", customer.number)]},
            count=lambda _request, _customer: 7,
        )
    )
    tabs.register_tab(
        tabs.CustomerTab("secret", "机密", "x.html", lambda _r, _c: {}, right="nobody.has_this")
    )
    tabs.register_act(
        tabs.CustomerAct(
            "edit", "再建一位", "plus", "parties:customer_create", "parties.create_customer"
        )
    )
    page = text(web.get(f"{BASE}{chen.number}/", {"tab": "orders"}))
    assert '<span class="cnt">7</span>' in page
    assert f'<option value="{chen.number}">' in page
    assert f"/bj/sales/customers/new/?customer={chen.number}" in page
    assert "机密" not in page
    assert web.get(f"{BASE}{chen.number}/", {"tab": "secret"}).status_code == 200

"""Archives kept by hand: services sold with a car, the chart of accounts, opening balances."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from marque.accounting.models import Account, Voucher, VoucherLine
from marque.accounting.testing import open_demo_book
from marque.catalog import api as catalog

pytestmark = pytest.mark.django_db


def page(name, store="hq", **kwargs):
    return reverse(name, kwargs={"store": store, **kwargs})


@pytest.mark.feature("BAS-02")
def test_a_service_is_added_priced_and_switched_off_on_its_pages(client, hq, lin, bj, cx):
    client.force_login(hq)
    assert "新建服务项目" in client.get(page("catalog:service_list")).text
    form = {
        "code": "SPFW", "name": "代办上牌", "category": "上牌", "amount_price": "500",
        "rate_vat": "0.06", "is_active": "on",
    }  # fmt: skip
    assert client.post(page("catalog:service_create"), form).status_code == 302
    item = catalog.ServiceItem.objects.get(code="SPFW")
    assert item.amount_price == Decimal("500.00")
    wrong = client.post(page("catalog:service_create"), form)
    assert (wrong.status_code, catalog.ServiceItem.objects.count()) == (422, 1)
    edit = page("catalog:service_edit", code="SPFW")
    client.post(edit, {**form, "amount_price": "600", "is_active": ""})
    item.refresh_from_db()
    assert (item.amount_price, item.is_active) == (Decimal("600.00"), False)
    client.force_login(lin)
    assert "只能查看" in client.get(page("catalog:service_edit", "bj", code="SPFW")).text
    client.post(page("catalog:service_edit", "bj", code="SPFW"), {**form, "name": "免费"})
    item.refresh_from_db()
    assert item.name == "代办上牌"


@pytest.fixture
def book(bj, he, grant):
    grant(he, "accounting.open_book", "accounting.change_account")
    return open_demo_book(bj.company, by=he)


@pytest.mark.feature("PLT-03")
def test_opening_balances_are_typed_once_and_must_balance(client, he, book):
    client.force_login(he)
    url = page("accounting:book_opening", "bj", pk=book.pk)
    assert url in client.get(page("accounting:book_list", "bj")).text
    cash, capital = (Account.objects.get(book=book, code=code) for code in ("1001", "3001"))
    wrong = client.post(url, {f"b{cash.pk}": "100", f"b{capital.pk}": "90"})
    assert (wrong.status_code, "借贷不平，差额 10" in wrong.text) == (422, True)
    form = {f"b{cash.pk}": "100", f"b{capital.pk}": "100"}
    assert client.post(url, form).status_code == 302
    voucher = Voucher.objects.get(book=book, kind="opening")
    sides = [(line.account.code, line.amount_debit) for line in voucher.lines.order_by("line_no")]
    assert sides == [("1001", 100), ("3001", 0)]
    assert "期初余额已经录入" in client.get(url).text
    assert client.post(url, form).status_code == 422
    assert Voucher.objects.filter(book=book, kind="opening").count() == 1


@pytest.mark.feature("PLT-03")
def test_a_detail_account_is_added_below_one_that_is_not_used(client, he, lin, book):
    client.force_login(he)
    url = page("accounting:account_list", "bj")
    form = {"parent": "5711", "number": "01", "name": "违约金"}
    refused = client.post(url, form)
    assert (refused.status_code, "不能再设下级" in refused.text) == (422, True)
    parents = Account.objects.filter(book=book, is_leaf=False, code="1405")
    assert parents.exists()
    form = {"parent": "1405", "number": "09", "name": "二手车"}
    assert client.post(url, form).status_code == 302
    account = Account.objects.get(book=book, code="1405.09")
    assert (account.kind, account.balance_side, account.is_leaf) == ("asset", "debit", True)
    assert "1405.09" in client.get(url).text
    assert "科目编码 1405.09 已存在" in client.post(url, form).text
    assert client.post(url, {**form, "number": "x"}).status_code == 422
    assert not VoucherLine.objects.filter(account=account).exists()
    client.force_login(lin)
    assert client.get(url).status_code == 403

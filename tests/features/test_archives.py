"""Archives that the headquarters keep: services sold with a car, suppliers."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

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

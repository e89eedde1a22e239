"""What no keyboard types: signs that only look like digits, and the character zero."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse

from marque.billing.models import Receipt
from marque.billing.testing import make_receipt
from marque.sales.testing import (
    cashier_of,
    make_confirmed_order,
    make_issued_order,
    make_submitted_order,
    manager_of,
    reload,
)

pytestmark = pytest.mark.django_db

LOOKS_LIKE_TWO = "²"
ZERO = "\x00"


def url(name, app="sales", **kwargs):
    return reverse(f"{app}:{name}", kwargs={"store": "bj", **kwargs})


def test_a_version_that_is_no_number_counts_as_none(client, lin, bj):
    order = make_submitted_order(by=lin)
    client.force_login(manager_of(bj))
    answer = client.post(url("order_confirm", number=order.number), {"version": LOOKS_LIKE_TWO})
    assert answer.status_code == 303
    assert reload(order).status == "confirmed"


def test_a_comment_with_a_zero_character_is_refused_and_nothing_happens(client, lin, bj):
    order = make_submitted_order(by=lin)
    client.force_login(manager_of(bj))
    answer = client.post(
        url("order_confirm", number=order.number), {"comment": f"同意{ZERO}", "version": ""}
    )
    assert answer.status_code == 400
    assert reload(order).status == "submitted"


def test_an_item_that_is_no_number_ticks_nothing(client, lin):
    order = make_issued_order(by=lin)
    client.force_login(lin)
    answer = client.post(url("handover_tick", number=order.number), {"item": [LOOKS_LIKE_TWO, "1"]})
    assert answer.status_code < 400
    assert order.handover_items.filter(is_done=True).count() == 1


@pytest.mark.parametrize("text", [LOOKS_LIKE_TWO, "9" * 9])
def test_lookups_of_nonsense_find_nothing(client, lin, text):
    client.force_login(lin)
    assert client.get(url("vehicle_lookup"), {"trim": text}).status_code == 200
    assert client.get(url("list_price"), {"vehicle": text, "trim": text}).status_code in {200, 404}


def test_the_cashier_is_told_that_there_is_no_such_order(client, lin, bj):
    client.force_login(cashier_of(bj))
    answer = client.get(url("receipt_create", "billing"), {"payable": f"SO{LOOKS_LIKE_TWO}1"})
    assert answer.status_code == 200
    assert "没有找到" in answer.content.decode()


def test_a_receipt_is_confirmed_whatever_the_version_looks_like(client, lin, bj):
    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, Decimal(5000), by=lin, kind="earnest")
    client.force_login(cashier_of(bj))
    client.post(
        url("receipt_confirm", "billing", number=receipt.number), {"version": LOOKS_LIKE_TWO}
    )
    assert Receipt.objects.get().status == "confirmed"


def test_a_program_that_asks_beyond_the_end_gets_no_rows(client, lin, grant):
    grant(lin, "gateway.use_api")
    client.force_login(lin)
    answer = client.get("/api/v1/bj/orders?offset=1" + "0" * 30)
    assert (answer.status_code, answer.json()["items"]) == (200, [])


@pytest.mark.parametrize(("text", "status"), [(LOOKS_LIKE_TWO, 200), (ZERO, 400)])
def test_the_stock_pages_take_nonsense(client, shen, text, status):
    client.force_login(shen)
    assert client.get(url("vin_check", "inventory"), {"vin": text}).status_code == status
    assert client.get(url("colour_options", "inventory"), {"trim": text}).status_code == status

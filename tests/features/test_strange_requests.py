"""Malformed requests get a clear answer, change nothing and never break a page."""

import pytest

from marque.foundation.live.topics import may_hear
from marque.sales.testing import make_submitted_order

pytestmark = pytest.mark.django_db


def test_nul_in_address_query_and_form_is_refused(client, lin):
    client.force_login(lin)
    assert client.get("/bj/sales/orders/SO%001/").status_code == 400
    assert client.get("/bj/search/?q=a%00b").status_code == 400
    answer = client.post("/preferences/", {"language": "en\x00", "next": "/"})
    assert answer.status_code == 400
    assert "没有保存任何修改" in answer.content.decode()


def test_live_topics_are_heard_by_those_who_see_the_rows(lin, wang, bj):
    order = make_submitted_order(by=lin, store=bj)
    assert may_hear(lin, f"order:{order.number}")
    assert not may_hear(wang, f"order:{order.number}")
    assert may_hear(lin, f"bell:{lin.pk}")
    assert not may_hear(wang, f"bell:{lin.pk}")
    assert may_hear(lin, "desk:bj")
    assert not may_hear(wang, "desk:bj")
    assert not may_hear(lin, "nothing:1")


def test_the_address_of_a_button_opened_as_a_page_is_explained(client, li):
    client.force_login(li)
    answer = client.get("/bj/sales/customers/assign/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert "这里没有可以打开的页面" in answer.text

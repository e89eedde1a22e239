"""Finding customers."""

from __future__ import annotations

import pytest

from marque.kernel.readings import name_readings
from marque.parties.queries import count_customers_of, find_by_phone, search_customers
from marque.parties.search import search
from marque.parties.testing import make_customer


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单伟", "shanwei danwei", "sw dw"),
        ("仇英", "qiuying chouying", "qy cy"),
        ("曾国藩", "zengguofan cengguofan", "zgf cgf"),
        ("解放", "xiefang jiefang", "xf jf"),
        ("欧阳娜", "ouyangna", "oyn"),
        ("尉迟恭", "yuchigong weichigong", "ycg wcg"),
        ("王芳", "wangfang", "wf"),
        ("John Smith", "johnsmith", "johnsmith"),
    ],
)
def test_readings_of_names(name, pinyin, initials):
    assert name_readings(name) == (pinyin, initials)


def test_an_enterprise_has_no_surname():
    assert name_readings("重庆单行道", is_person=False).initials == "cqdxd"


@pytest.fixture
def shan(lin, bj):
    return make_customer("单伟", owner=lin, store=bj, phone="13857016128")


@pytest.mark.parametrize(
    "text",
    [
        "单",
        "单伟",
        "shanw",
        "danwei",
        "SW",
        "dw",
        "6128",
        "138 5701 6128",
        "13857016128",
        "C26",
        "c",
    ],
)
@pytest.mark.django_db
def test_a_customer_is_found_by_what_people_type(shan, lin, bj, text):
    shan.number = "C2611-0001"
    shan.save()
    found = list(search_customers(text, user=lin, store=bj))
    assert found == ([shan] if text != "c" else [])


@pytest.mark.parametrize("text", ["", " ", "王", "wf", "6129", "13900000000"])
@pytest.mark.django_db
def test_other_texts_find_nobody(shan, lin, bj, text):
    assert list(search_customers(text, user=lin, store=bj)) == []


@pytest.mark.django_db
def test_search_ends_at_the_readers_reach(shan, lin, wang, zhao, cx):
    assert list(search_customers("单", user=lin, store=None)) == [shan]
    assert list(search_customers("单", user=lin, store=cx)) == []
    assert list(search_customers("单", user=wang, store=None)) == []
    assert list(search_customers("单", user=zhao, store=None)) == []


@pytest.mark.django_db
def test_the_palette_shows_a_masked_phone(shan, lin, zhao, bj):
    (hit,) = search(lin, "6128", bj)
    assert (hit.title, hit.meta) == ("单伟", "138****6128 · 林晓彤")
    assert hit.url == f"/bj/sales/customers/{shan.number}/"
    assert search(zhao, "6128", bj) == []


@pytest.mark.django_db
def test_phone_and_count(shan, lin, bj, cx):
    assert find_by_phone("138-5701-6128", store=bj) == shan
    assert find_by_phone("13857016128", store=cx) is None
    assert count_customers_of(lin) == 1

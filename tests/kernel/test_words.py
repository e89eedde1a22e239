"""Divisions, names and messages."""

from __future__ import annotations

import random

from marque.kernel import divisions
from marque.kernel.names import compound_surnames, make_name, surnames
from marque.kernel.text import Message, half_width, translated


def test_divisions():
    assert divisions.name_of("330108") == "滨江区"
    assert divisions.name_of("999999") is None
    assert divisions.full_name("330108") == "浙江省杭州市滨江区"
    assert divisions.full_name("110105") == "北京市朝阳区"
    assert divisions.full_name("33") == "浙江省"
    assert divisions.full_name("999999") == ""
    assert len(divisions.provinces()) == 31
    assert ("3301", "杭州市") in divisions.children("33")
    assert ("330108", "滨江区") in divisions.children("3301")


def test_finding_an_area_as_people_type_it():
    assert divisions.find("浙江省杭州市滨江区") == "330108"
    assert divisions.find("杭州 滨江") == "330108"
    assert divisions.find("朝阳区") is None
    assert divisions.find("") is None
    assert divisions.search("杭州", limit=2) == [
        ("330102", "浙江省杭州市上城区"),
        ("330105", "浙江省杭州市拱墅区"),
    ]


def test_names_are_plausible_and_repeatable():
    made, again = (
        [make_name(random.Random(seed), gender="female") for seed in range(50)] for _ in range(2)
    )
    assert made == again
    assert all(2 <= len(name) <= 4 for name in made)
    assert len(set(surnames())) == len(surnames())
    assert "欧阳" in compound_surnames()


class Unlikely(random.Random):
    """A chance that always draws the rarest surname."""

    def expovariate(self, lambd: float = 1.0) -> float:
        return 1e9 * lambd


def test_the_rarest_surname_can_come_up():
    assert make_name(Unlikely(1), gender="male").startswith(surnames()[-1])


def test_a_message_is_a_sentence_that_can_be_translated():
    message = Message("还差 {n} 位。", n=2)
    english = {"还差 {n} 位。": "{n} characters missing.", "好": "good"}
    assert message == "还差 2 位。"
    assert translated(message, english.__getitem__) == "2 characters missing."
    assert translated(Message("好"), english.__getitem__) == "good"
    assert translated("好", english.__getitem__) == "good"


def test_full_width_becomes_ordinary():
    assert half_width("ＡＢ１２￥") == "AB12¥"

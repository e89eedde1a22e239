"""Telephone numbers: domain reference §1.5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.phones import (
    mask_phone,
    mobile_problem,
    normalise_phone,
    phone_problem,
)


@pytest.mark.parametrize("number", ["13800138000", "19912345678", "16512345678", "17012345678"])
def test_mobiles(number):
    assert mobile_problem(number) is None


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("138 0013 8000", "13800138000"),
        ("138-0013-8000", "13800138000"),
        ("+86 138 0013 8000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("8613800138000", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("0571-87654321", "0571-87654321"),
        ("057187654321", "0571-87654321"),
        ("(0571)87654321", "0571-87654321"),
        ("01087654321", "010-87654321"),
        ("+86 571 87654321", "0571-87654321"),
        ("0571-87654321转802", "0571-87654321-802"),
        ("400-800-1234", "4008001234"),
    ],
)
def test_stored_forms(typed, stored):
    assert normalise_phone(typed) == stored
    assert phone_problem(typed) is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("1380013800", "手机号应为 11 位，还差 1 位。"),
        ("138001380001", "手机号应为 11 位，多了 1 位。"),
        ("10612345678", "手机号应以 13 至 19 开头，请核对前两位。"),
        ("1380013800a", "手机号只能是数字，请去掉其他字符。"),
        ("", "请填写手机号。"),
    ],
)
def test_wrong_mobiles(number, sentence):
    assert mobile_problem(number) == sentence
    assert phone_problem(number) == sentence


def test_a_landline_without_its_area():
    assert "区号" in str(phone_problem("0571-123"))
    assert "区号" in str(phone_problem("0571123"))
    assert mobile_problem("0571-87654321") is not None


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13812346128", "138****6128"),
        ("0571-87654321", "0571-****4321"),
        ("0571-87654321-802", "0571-****4321"),
        ("4008001234", "400****"),
        ("", ""),
    ],
)
def test_masked(number, shown):
    assert mask_phone(number) == shown


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_stored_numbers_stay(number):
    assert normalise_phone(number) == number
    assert number[3:7] not in mask_phone(number).replace(number[:3], "", 1)[:4]

"""Identity numbers: domain reference §1.3–1.5."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.identity_numbers import (
    IdType,
    bank_card_problem,
    birthday,
    gender,
    identity_problem,
    mask_bank_card,
    mask_identity,
    normalise_number,
    passes_luhn,
    resident_check_character,
    resident_id_problem,
    tax_number_problem,
    unknown_region,
    uscc_check_character,
    uscc_problem,
)


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "440524188001010014",
        "11010519491231002x",
        "110105 19491231 002X",
    ],
)
def test_valid_resident_ids(number):
    assert resident_id_problem(number) is None


def test_a_small_x_is_stored_large():
    assert normalise_number("11010519491231002x") == "11010519491231002X"


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("110105194912310021", "校验位不符"),
        ("110101202302290019", "出生日期 20230229 不存在"),
        ("110105491231002", "15 位的一代身份证已停用"),
        ("1101051949123100", "还差 2 位"),
        ("11010519491231002X1", "多了 1 位"),
        ("1101051949123X0024", "前 17 位应为数字"),
        ("", "请填写身份证号"),
        ("810000199001010012", "港澳台居民居住证"),
        ("911124198108030024", "外国人永久居留"),
    ],
)
def test_wrong_resident_ids(number, sentence):
    assert sentence in str(resident_id_problem(number))


def test_the_impossible_date_has_a_correct_check_character():
    assert resident_check_character("110101202302290019") == "9"


def test_an_abolished_region_is_a_warning_only():
    assert "440524" in str(unknown_region("440524188001010014"))
    assert unknown_region("11010519491231002X") is None


def test_birthday_and_gender():
    assert birthday("11010519491231002X") == date(1949, 12, 31)
    assert gender("11010519491231002X") == "female"
    assert gender("440524188001010014") == "male"


def with_check(first17: str) -> str:
    return first17 + resident_check_character(first17)


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 999))
def test_every_real_date_makes_a_valid_number(born, sequence):
    number = with_check(f"330108{born:%Y%m%d}{sequence:03d}")
    assert resident_id_problem(number) is None
    assert birthday(number) == born


@given(st.text("0123456789", min_size=17, max_size=17))
def test_the_check_character_is_that_of_iso_7064(first17):
    values = [10 if char == "X" else int(char) for char in with_check(first17)]
    assert sum(value * 2 ** (17 - at) for at, value in enumerate(values)) % 11 == 1


@given(st.integers(0, 16), st.sampled_from("0123456789"))
def test_one_wrong_digit_is_found(at, digit):
    number = "11010519491231002X"
    wrong = number[:at] + digit + number[at + 1 :]
    assert (resident_id_problem(wrong) is None) == (wrong == number)


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.RESIDENT, "11010519491231002X"),
        (IdType.PASSPORT, "E12345678"),
        (IdType.HK_MACAU_PERMIT, "H12345678"),
        (IdType.HK_MACAU_PERMIT, "m1234567801"),
        (IdType.TAIWAN_PERMIT, "12345678"),
        (IdType.HMT_RESIDENCE, with_check("81000019900101001")),
        (IdType.FOREIGN_RESIDENCE, "USA110101900101"),
        (IdType.FOREIGN_RESIDENCE, with_check("91112419810803002")),
        (IdType.MILITARY, "南字第12345678号"),
    ],
)
def test_other_documents(id_type, number):
    assert identity_problem(id_type, number) is None


@pytest.mark.parametrize(
    ("id_type", "number"),
    [
        (IdType.RESIDENT, "E12345678"),
        (IdType.PASSPORT, "E1"),
        (IdType.HK_MACAU_PERMIT, "A12345678"),
        (IdType.TAIWAN_PERMIT, "1234567"),
        (IdType.HMT_RESIDENCE, "11010519491231002X"),
        (IdType.HMT_RESIDENCE, "810000199001010010"),
        (IdType.FOREIGN_RESIDENCE, "911124198108030020"),
        (IdType.MILITARY, "1"),
    ],
)
def test_other_documents_refused(id_type, number):
    assert str(identity_problem(id_type, number)).endswith("。")


def test_masked_identity():
    assert mask_identity("11010519491231002X") == "1101**********002X"
    assert mask_identity("E1234") == "E****"
    assert mask_identity("") == ""


@pytest.mark.parametrize("code", ["91350100M000100Y43", "91110000600037341L", "91350100m000100y43"])
def test_valid_credit_codes(code):
    assert uscc_problem(code) is None


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("91350100M000100Y4Z", "不含“Z”"),
        ("91350100M000100Y44", "校验位不符"),
        ("91350100M000100Y4", "还差 1 位"),
        ("91350100M000100Y433", "多了 1 位"),
        ("", "请填写"),
    ],
)
def test_wrong_credit_codes(code, sentence):
    assert sentence in str(uscc_problem(code))


def test_a_sum_of_zero_gives_zero_not_thirty_one():
    assert uscc_check_character("0" * 17) == "0"


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17))
def test_made_credit_codes_are_valid(first17):
    assert uscc_problem(first17 + uscc_check_character(first17)) is None


@pytest.mark.parametrize(
    ("number", "is_valid"),
    [
        ("110105194912310", True),
        ("11010519491231000001", True),
        ("11010519491231002X", True),
        ("91350100M000100Y43", True),
        ("9135", False),
    ],
)
def test_taxpayer_numbers(number, is_valid):
    assert (tax_number_problem(number) is None) is is_valid


@pytest.mark.parametrize(
    "number", ["4111111111111111", "6222021234567890128", "6222 0212 3456 7890 128"]
)
def test_valid_bank_cards(number):
    assert bank_card_problem(number) is None


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("4111111111111112", "校验位"),
        ("411111111111", "现在是 12 位"),
        ("4111x", "只能是数字"),
    ],
)
def test_wrong_bank_cards(number, sentence):
    assert sentence in str(bank_card_problem(number))


def test_masked_bank_card():
    assert mask_bank_card("6222021234567890128") == "**** 0128"


@given(st.text("0123456789", min_size=12, max_size=18))
def test_exactly_one_last_digit_passes_luhn(first):
    assert sum(passes_luhn(first + last) for last in "0123456789") == 1

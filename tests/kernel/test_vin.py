"""Vehicle identification numbers: domain reference §1.1."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.vin import (
    Severity,
    check_digit,
    has_valid_check_digit,
    make_vin,
    maker_of,
    model_year,
    normalise_vin,
    vin_problem,
    vin_sum,
    year_code,
)

TODAY = date(2026, 11, 22)
letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"


@pytest.mark.parametrize(
    ("vin", "total"),
    [
        ("1M8GDM9AXKP042788", 351),
        ("11111111111111111", 89),
        ("LSVAA49J132047371", 254),
        ("LFWADRJF011002346", 275),
        ("LDC613P23A1305189", 256),
        ("LSJA24U62JG269225", 321),
        ("LGXC76C36N0000001", None),
        ("LSVAB2BR8TN000001", None),
        ("LGXCE6CB5T0000002", None),
        ("LFV3A23C7S3000003", None),
        ("LVGBE40K1TG000004", None),
        ("LHGCR16E5V8000005", None),
    ],
)
def test_valid_numbers(vin, total):
    assert total is None or vin_sum(vin) == total
    assert has_valid_check_digit(vin)
    assert vin_problem(vin) is None


@pytest.mark.parametrize(
    ("vin", "total", "right"),
    [("LGXC76C30N0000001", 259, "6"), ("LFV2A21K6A3000001", 173, "8")],
)
def test_a_new_chinese_car_with_a_wrong_check_digit_is_refused(vin, total, right):
    problem = vin_problem(vin)
    assert vin_sum(vin) == total
    assert problem is not None
    assert problem.severity is Severity.HARD
    assert f"第 9 位应为 {right}" in problem.message


def test_the_same_on_a_used_car_is_a_warning():
    problem = vin_problem("LFV2A21K6A3000001", new_stock=False)
    assert problem is not None
    assert problem.severity is Severity.WARN


def test_a_european_car_is_only_warned_about():
    assert vin_sum("WP0ZZZ99ZTS392124") == 459
    problem = vin_problem("WP0ZZZ99ZTS392124")
    assert problem is not None
    assert problem.severity is Severity.WARN


def test_a_missing_character_is_counted():
    problem = vin_problem("LSVAA49J13204737")
    assert problem is not None
    assert problem.severity is Severity.HARD
    assert problem.message == "车架号应为 17 位，还差 1 位。"


def test_too_many_characters_are_counted():
    problem = vin_problem("LSVAA49J132047371AB")
    assert problem is not None
    assert problem.message == "车架号应为 17 位，多了 2 位。"


def test_a_forbidden_letter_is_pointed_out():
    problem = vin_problem("LSVAO49J132047371")
    assert problem is not None
    assert problem.severity is Severity.HARD
    assert "第 5 位是“O”" in problem.message
    assert problem.suggestion is None


def test_a_correction_is_offered_only_if_the_check_digit_then_passes():
    problem = vin_problem("LSVAA49JI32O47371")
    assert problem is not None
    assert problem.suggestion == "LSVAA49J132047371"


def test_the_last_four_are_digits():
    vin = "LSVAB2BR0TN0000A1"
    vin = vin[:8] + check_digit(vin) + vin[9:]
    problem = vin_problem(vin)
    assert problem is not None
    assert "最后 4 位" in problem.message


def test_nothing_typed():
    problem = vin_problem(" ")
    assert problem is not None
    assert problem.message == "请填写车架号。"


@pytest.mark.parametrize(
    "typed",
    [
        "*lsvaa49j132047371*",
        "ＬＳＶＡＡ４９Ｊ１３２０４７３７１",
        "LSVAA-49J1 32047371",
        "★LSVAA49J132047371★",
    ],
)
def test_typed_forms(typed):
    assert normalise_vin(typed) == "LSVAA49J132047371"


@pytest.mark.parametrize(
    ("year", "code"),
    [
        (2019, "K"), (2020, "L"), (2021, "M"), (2022, "N"), (2023, "P"), (2024, "R"), (2025, "S"),
        (2026, "T"), (2027, "V"), (2028, "W"), (2029, "X"), (2030, "Y"), (2031, "1"), (2032, "2"),
        (2010, "A"), (2001, "1"), (2009, "9"), (1980, "A"),
    ],
)  # fmt: skip
def test_year_codes(year, code):
    assert year_code(year) == code


@pytest.mark.parametrize(
    ("vin", "year"),
    [
        ("LSVAB2BR8TN000001", 2026),
        ("LHGCR16E5V8000005", 2027),
        ("LSVAA49J132047371", 2003),
    ],
)
def test_model_year(vin, year):
    assert model_year(vin, today=TODAY) == year


def test_the_cycle_goes_on_after_thirty_years():
    assert model_year("LSVAA49J132047371", today=date(2033, 1, 1)) == 2033
    assert model_year("LSVAA49J1W2047371", today=TODAY) == 1998


def test_a_character_that_is_no_year():
    assert model_year("WP0ZZZ99ZZS392124", today=TODAY) is None
    assert model_year("WP0", today=TODAY) is None


@pytest.mark.parametrize(
    ("vin", "maker"),
    [
        ("LSVAB2BR8TN000001", "上汽大众"),
        ("LGXCE6CB5T0000002", "比亚迪"),
        ("LFV3A23C7S3000003", "一汽-大众"),
        ("LVGBE40K1TG000004", "广汽丰田"),
        ("LHGCR16E5V8000005", "广汽本田"),
        ("LA9CJC00000SAN001", "SANY HEAVY INDUSTRY CO."),
        ("000AAAAAAAAAAAAAA", None),
    ],
)
def test_makers(vin, maker):
    assert maker_of(vin) == maker


@given(
    prefix=st.text(letters, min_size=8, max_size=8),
    year=st.integers(1980, 2060),
    plant=st.sampled_from(letters),
    serial=st.integers(0, 999_999),
)
def test_made_numbers_are_valid(prefix, year, plant, serial):
    vin = make_vin(prefix, year, plant, serial)
    assert vin_problem(vin) is None
    assert vin[9] == year_code(year)
    assert vin.endswith(f"{serial:06d}")


@pytest.mark.parametrize(
    ("prefix", "serial"), [("LSVAB2B", 1), ("LSVAB2BO", 1), ("LSVAB2BR", 1_000_000)]
)
def test_parts_that_do_not_fit(prefix, serial):
    with pytest.raises(ValueError, match="do not make a VIN"):
        make_vin(prefix, 2026, "N", serial)


@given(
    serial=st.integers(0, 999_999),
    at=st.integers(0, 16).filter(lambda at: at != 8),
    other=st.sampled_from("0123456789"),
)
def test_one_mistyped_digit_is_found(serial, at, other):
    vin = make_vin("LSVAB2BR", 2026, "N", serial)
    if not vin[at].isdigit() or vin[at] == other:
        return
    assert not has_valid_check_digit(vin[:at] + other + vin[at + 1 :])

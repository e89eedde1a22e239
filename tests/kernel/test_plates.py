"""Number plates: domain reference §1.2."""

from __future__ import annotations

import pytest

from marque.kernel.plates import (
    PROVINCES,
    PlateKind,
    is_pure_electric,
    normalise_plate,
    plate_kind,
    plate_problem,
)


@pytest.mark.parametrize(
    ("plate", "kind"),
    [
        ("苏A12345", PlateKind.ORDINARY),
        ("京AD1234", PlateKind.ORDINARY),
        ("苏AD12345", PlateKind.NEW_ENERGY_SMALL),
        ("苏AFA1234", PlateKind.NEW_ENERGY_SMALL),
        ("京A12345D", PlateKind.NEW_ENERGY_LARGE),
        ("粤Z1234港", PlateKind.SUFFIXED),
        ("苏B1234挂", PlateKind.SUFFIXED),
        ("使014578", PlateKind.EMBASSY),
        ("沪A1234领", PlateKind.EMBASSY),
    ],
)
def test_kinds(plate, kind):
    assert plate_kind(plate) is kind
    assert plate_problem(plate) is None


@pytest.mark.parametrize(
    ("plate", "sentence"),
    [
        ("苏AI1234", "不使用字母 I 和 O"),
        ("苏AO1234", "不使用字母 I 和 O"),
        ("苏AF1234A", "新能源号牌"),
        ("苏AL12345", "新能源号牌"),
        ("A12345", "省份简称开头"),
        ("苏A1234", "现在是 6 位"),
        ("苏I12345", "不使用字母 I 和 O"),
        ("", "请填写车牌号"),
    ],
)
def test_wrong_plates(plate, sentence):
    assert plate_kind(plate) is None
    assert sentence in str(plate_problem(plate))


@pytest.mark.parametrize(
    "typed", ["沪A·12345", "沪 a 12345", "沪A-12345", "沪Ａ１２３４５", "沪A•12345"]
)
def test_typed_forms(typed):
    assert normalise_plate(typed) == "沪A12345"


def test_temporary_plates():
    assert plate_problem("苏A123456", temporary=True) is None
    assert "临时号牌" in str(plate_problem("苏A1", temporary=True))


@pytest.mark.parametrize(
    ("plate", "pure"),
    [
        ("苏AD12345", True),
        ("苏AE12345", True),
        ("京A12345E", True),
        ("苏AF12345", False),
        ("京A12345D", True),
        ("京A12345F", False),
        ("苏A12345", None),
    ],
)
def test_pure_electric(plate, pure):
    assert is_pure_electric(plate) is pure


def test_all_provinces():
    assert len(set(PROVINCES)) == 31

"""Money: domain reference §2.3 and §10."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.money import cents, in_capitals, parse_amount, split_vat

amounts = st.decimals("-99999999.99", "999999999.99", places=2)


@pytest.mark.parametrize(
    ("given_amount", "expected"),
    [
        ("1.995", "2.00"),
        ("1.994", "1.99"),
        ("-1.995", "-2.00"),
        ("0.005", "0.01"),
        (7, "7.00"),
    ],
)
def test_cents_round_half_up(given_amount, expected):
    assert cents(given_amount) == Decimal(expected)


def test_a_float_is_not_money():
    with pytest.raises(TypeError):
        cents(0.1)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("total", "net"),
    [
        ("158900.00", "140619.47"),
        ("239800.00", "212212.39"),
        ("429800.00", "380353.98"),
        ("339000.00", "300000.00"),
        ("6780.00", "6000.00"),
    ],
)
def test_vat_of_the_worked_examples(total, net):
    assert split_vat(Decimal(total), Decimal("0.13")) == (
        Decimal(net),
        Decimal(total) - Decimal(net),
    )


def test_a_rate_of_thirteen_is_refused():
    with pytest.raises(ValueError, match="税率"):
        split_vat(Decimal(100), Decimal(13))


@given(
    amounts,
    st.sampled_from([Decimal(rate) for rate in ("0", "0.03", "0.06", "0.09", "0.13")]),
)
def test_net_and_vat_add_up(total, rate):
    net, vat = split_vat(total, rate)
    assert net + vat == total
    assert abs(vat - net * rate) <= Decimal("0.01")


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("10", "壹拾元整"),
        ("10010", "壹万零壹拾元整"),
        ("10000001", "壹仟万零壹元整"),
        ("1000010001", "壹拾亿零壹万零壹元整"),
        ("1.995", "贰元整"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("140619.47", "壹拾肆万零陆佰壹拾玖元肆角柒分"),
        ("158900", "壹拾伍万捌仟玖佰元整"),
        ("-500.25", "负伍佰元贰角伍分"),
        ("31780.00", "叁万壹仟柒佰捌拾元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("20000.06", "贰万元零陆分"),
    ],
)
def test_capitals(amount, text):
    assert in_capitals(amount) == text


def test_an_amount_beyond_the_columns_is_refused():
    with pytest.raises(ValueError, match="过大"):
        in_capitals("1000000000000")


def read_capitals(text: str) -> Decimal:
    """Read capitals back the simple way: digits, units, groups."""
    sign = -1 if text.startswith("负") else 1
    total = group = digit = 0
    units = {"拾": 10, "佰": 100, "仟": 1000}
    fraction = Decimal(0)
    for char in text.lstrip("负"):
        if char in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(char)
        elif char in units:
            group, digit = group + digit * units[char], 0
        elif char in "万亿元":
            scale = {"万": 10**4, "亿": 10**8, "元": 1}[char]
            total, group, digit = total + (group + digit) * scale, 0, 0
        elif char in "角分":
            fraction += digit * (Decimal("0.1") if char == "角" else Decimal("0.01"))
            digit = 0
    return sign * (total + fraction)


@given(amounts)
def test_capitals_say_the_amount(amount):
    text = in_capitals(amount)
    assert read_capitals(text) == amount
    assert "零零" not in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¥158,900.00", "158900"),
        ("￥１５８，９００", "158900"),
        ("15.89万", "158900"),
        ("15.89 万元", "158900"),
        ("1.2亿", "120000000"),
        ("500元", "500"),
        ("500 元整", "500"),
        ("-500.25", "-500.25"),
        ("-¥500.25", "-500.25"),
        ("¥-500.25", "-500.25"),
        ("−3", "-3"),
        (".5", "0.5"),
    ],
)
def test_amounts_as_people_type_them(text, expected):
    assert parse_amount(text) == Decimal(expected)


@pytest.mark.parametrize(
    "text", ["", "  ", "元", "abc", "1.2.3", "十万", "1.234", "15.8912345万", "--1"]
)
def test_other_texts_are_no_amount(text):
    with pytest.raises(ValueError, match=r"。$"):
        parse_amount(text)


@given(amounts)
def test_a_printed_amount_is_read_back(amount):
    assert parse_amount(f"¥{amount:,.2f}") == amount

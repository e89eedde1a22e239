"""定金 and 订金: domain reference §4.3."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marque.kernel.earnest_money import (
    buyer_defaults,
    earnest_cap,
    seller_defaults,
    split_earnest_money,
)

CONTRACT = Decimal("158900.00")
PAID = Decimal("40000.00")
money = st.decimals("0", "9999999.99", places=2)


def test_the_cap_is_a_fifth_of_the_contract():
    assert earnest_cap(CONTRACT) == Decimal("31780.00")


def test_the_cap_is_never_rounded_above_the_law():
    assert earnest_cap(Decimal("100.04")) == Decimal("20.00")


def test_the_excess_is_a_prepayment():
    assert split_earnest_money(PAID, CONTRACT) == (
        Decimal("31780.00"),
        Decimal("8220.00"),
    )


def test_below_the_cap_everything_is_earnest_money():
    assert split_earnest_money(Decimal(5000), CONTRACT) == (Decimal(5000), Decimal(0))


def test_the_buyer_defaults():
    consequence = buyer_defaults(PAID, CONTRACT)
    assert consequence == (Decimal("31780.00"), Decimal("8220.00"), Decimal(0))


def test_the_seller_defaults():
    consequence = seller_defaults(PAID, CONTRACT)
    assert consequence.amount_returned + consequence.amount_penalty == Decimal(
        "63560.00"
    ) + Decimal("8220.00")
    assert consequence.amount_kept == 0


def test_negative_amounts_are_refused():
    with pytest.raises(ValueError, match="不能为负数"):
        split_earnest_money(Decimal(-1), CONTRACT)


@given(money, money)
def test_money_is_conserved(paid, contract):
    earnest, prepayment = split_earnest_money(paid, contract)
    assert earnest + prepayment == paid
    assert 0 <= earnest <= contract / 5
    assert prepayment >= 0
    kept, returned, penalty = buyer_defaults(paid, contract)
    assert kept + returned == paid
    assert penalty == 0
    assert seller_defaults(paid, contract) == (0, paid, earnest)

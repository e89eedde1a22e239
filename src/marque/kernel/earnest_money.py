"""定金 and 订金 (Civil Code art. 586–588; domain reference §4.3).

Earnest money (定金) counts up to 20 % of the contract; what was paid beyond it is a
plain prepayment (订金) and always goes back.  The results are defaults: a court may
see it otherwise, so the screen shows them and a person decides.
"""

from __future__ import annotations

from decimal import ROUND_DOWN, Decimal
from typing import Final, NamedTuple

from marque.kernel.money import CENT, cents
from marque.kernel.text import N_, Message

CAP_RATE: Final = Decimal("0.20")


class EarnestSplit(NamedTuple):
    """What was paid, by its legal nature, in yuan."""

    earnest: Decimal
    prepayment: Decimal


class DefaultConsequence(NamedTuple):
    """Who gets what when the contract fails, in yuan; `amount_penalty` is paid on top."""

    amount_kept: Decimal
    amount_returned: Decimal
    amount_penalty: Decimal


def earnest_cap(contract_amount: Decimal) -> Decimal:
    """Return the most that can be earnest money: 20 %, never rounded above the law."""
    return (contract_amount * CAP_RATE).quantize(CENT, rounding=ROUND_DOWN)


def split_earnest_money(paid: Decimal, contract_amount: Decimal) -> EarnestSplit:
    """Split what was paid as 定金 into real earnest money and prepayment.

    Raises `ValueError` for negative amounts.
    """
    if paid < 0 or contract_amount < 0:
        raise ValueError(Message(N_("定金和合同金额不能为负数。")))
    earnest = min(cents(paid), earnest_cap(contract_amount))
    return EarnestSplit(earnest, cents(paid) - earnest)


def buyer_defaults(paid: Decimal, contract_amount: Decimal) -> DefaultConsequence:
    """Return the consequence when the customer breaks the contract."""
    split = split_earnest_money(paid, contract_amount)
    return DefaultConsequence(split.earnest, split.prepayment, Decimal("0.00"))


def seller_defaults(paid: Decimal, contract_amount: Decimal) -> DefaultConsequence:
    """Return the consequence when the dealer breaks it: earnest money goes back double."""
    split = split_earnest_money(paid, contract_amount)
    return DefaultConsequence(Decimal("0.00"), cents(paid), split.earnest)

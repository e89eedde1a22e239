"""The words of crm: what is told about a lead, and what came of an intake."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What the customer wants to buy (意向); everything may be unknown.

    `series` and `trim` are rows of the catalogue, `purpose` a code of the word list.
    """

    series: Any = None
    trim: Any = None
    colour: str = ""
    amount_budget_from: Decimal | None = None
    amount_budget_to: Decimal | None = None
    buys_by: date | None = None
    purpose: str = ""
    needs_loan: bool = False
    has_trade_in: bool = False
    trade_in_note: str = ""
    rival_note: str = ""
    wish: str = ""


@dataclass(frozen=True, kw_only=True)
class LeadDetails:
    """A lead as it reaches us, by whatever channel; `source` is a code of the word list.

    With an `external_key` the same lead of the same source comes in once, however often it is
    sent.  `level` may be known already; it is a code of the word list.
    """

    name: str
    phone: str
    source: str
    source_note: str = ""
    external_key: str = ""
    level: str = ""
    wish: Wish = field(default_factory=Wish)


@dataclass(frozen=True, slots=True)
class Received:
    """What came of an intake: the lead, and whether its customer was chased already.

    A repeated external key gives the lead that came first, with `is_repeated`.
    """

    lead: Any
    chased: Any = None
    is_repeated: bool = False

    @property
    def is_on_file(self) -> bool:
        """Whether the customer was in the chase already."""
        return self.chased is not None


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a lead is given up; `reason` is a code of the word list."""

    reason: str
    note: str = ""
    rival_model: str = ""
    amount_rival: Decimal | None = None
    rival: Any = None
    """The competitor who sold, when it is one of those on file."""


@dataclass(frozen=True, kw_only=True)
class Contact:
    """One contact with a customer, as the consultant puts it down.

    `way` and `result` are codes of the word lists; `level` the level after it (empty: as
    before); `loss` says why when the result is 战败.
    """

    result: str
    way: str = "call"
    words: str = ""
    seconds: int | None = None
    level: str = ""
    next_at: datetime | None = None
    next_act: str = ""
    loss: Loss | None = None
    visit: Any = None

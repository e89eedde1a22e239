"""How billing asks the apps above it: what is due, who pays, may it be paid now.

An app whose documents are paid implements `PayableSource` and registers it when it starts.
Billing never imports that app.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from django.utils.translation import gettext as _

from marque.kernel.errors import InvalidInput


@dataclass(frozen=True, slots=True, kw_only=True)
class Payable:
    """A document that somebody pays for, as the cashier needs it.

    `refusal` says why no money may be taken now; empty when it may.  `deposit_kind` is the kind
    of receipt that the agreed deposit is.
    """

    type: str
    id: int
    number: str
    title: str
    url: str
    store: Any
    department: Any
    owner: Any
    customer: Any
    amount_due: Decimal
    amount_deposit_due: Decimal = Decimal(0)
    deposit_kind: str = ""
    refusal: str = ""


class PayableSource(Protocol):
    """The documents of one type that can be paid for."""

    type: str
    label: Any

    def get(self, payable_id: int, *, lock: bool = False) -> Payable:
        """The document by id, its row locked when asked."""

    def find(self, number: str, *, user: Any, store: Any) -> Payable | None:
        """The document with this number, if the user may know it."""


_sources: dict[str, PayableSource] = {}


def register_payables(source: PayableSource) -> None:
    """Make the documents of `source` payable."""
    _sources[source.type] = source


def get_payable(payable_type: str, payable_id: int, *, lock: bool = False) -> Payable:
    """The payable document; raises `InvalidInput` for a type nobody has registered."""
    try:
        source = _sources[payable_type]
    except KeyError as error:
        raise InvalidInput(_("该类单据不能收款")) from error
    return source.get(payable_id, lock=lock)


def find_payable(number: str, *, user: Any, store: Any) -> Payable | None:
    """The payable document with this number in any app, or None."""
    for source in _sources.values():
        if found := source.find(number, user=user, store=store):
            return found
    return None

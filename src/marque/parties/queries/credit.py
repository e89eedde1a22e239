"""What a customer may owe on a day, and how that came about (CUS-29, CUS-30)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q

from marque.parties.models import CreditLimit, CreditLoan, Customer

ZERO = Decimal("0.00")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Credit:
    """The limit of a customer on a day: `limit` is own + borrowed − lent."""

    own: Decimal
    borrowed: Decimal
    lent: Decimal
    row: CreditLimit | None = None

    @property
    def limit(self) -> Decimal:
        """How much may be owed."""
        return self.own + self.borrowed - self.lent


class CreditBook:
    """Everything about the credit of one customer, read once: two queries."""

    def __init__(self, customer: Customer) -> None:
        self.customer = customer
        self.limits = list(
            CreditLimit.objects.filter(customer=customer).select_related("set_by").order_by("-pk")
        )
        self.loans = list(
            CreditLoan.objects.filter(Q(lender=customer) | Q(borrower=customer))
            .select_related("lender", "borrower", "lent_by", "returned_by")
            .order_by("-pk")
        )

    @property
    def is_empty(self) -> bool:
        """Whether credit was never a matter with this customer."""
        return not self.limits and not self.loans

    def on(self, day: date) -> Credit:
        """The limit of that day."""
        row = next((r for r in self.limits if r.starts_on <= day <= r.ends_on), None)
        counting = [loan for loan in self.loans if loan.counts_on(day)]
        mine = self.customer.pk
        return Credit(
            own=row.amount if row else ZERO,
            borrowed=sum((n.amount for n in counting if n.borrower_id == mine), ZERO),
            lent=sum((n.amount for n in counting if n.lender_id == mine), ZERO),
            row=row,
        )

    def lowest(self, start: date, end: date) -> Decimal:
        """The lowest limit of any day from one to another."""
        days = {start, *(day for day in self._turns() if start <= day <= end)}
        return min(self.on(day).limit for day in days)

    def _turns(self) -> Iterator[date]:
        """The days on which the limit may change."""
        for row in self.limits:
            yield row.starts_on
            yield row.ends_on + DAY
        for loan in self.loans:
            yield loan.starts_on
            yield loan.until_on + DAY
            if loan.returned_on:
                yield loan.returned_on

"""Counts and values of the stock, each in one statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, Q, Sum

from marque.foundation.ui.figures import Ask, Figure, gather
from marque.inventory.models import Vehicle
from marque.inventory.models.vehicles import VehicleQuerySet
from marque.inventory.workflow import LOCKED, LOCKED_LABEL, OWNED, VehicleStatus
from marque.kernel.money import cents

ZERO = Decimal("0.00")
UNDATED = "undated"
AT_ONCE = 2_000
DAYS_A_YEAR = 360
"""Carrying cost a day = cost × rate ÷ 360 (domain reference §5.1)."""


@dataclass(frozen=True, slots=True)
class AgeBucket:
    """Vehicles of one age class: `key` is the filter, `level` the colour 1 … 5."""

    key: str
    level: int
    first_day: int
    last_day: int | None
    quantity: int
    amount: Decimal

    @property
    def label(self) -> str:
        """“31–60”, “180+”."""
        return f"{self.first_day}–{self.last_day}" if self.last_day else f"{self.first_day - 1}+"

    @property
    def query(self) -> str:
        """The filter of the stock list that shows exactly these vehicles."""
        upper = f"&age_days_max={self.last_day}" if self.last_day else ""
        return f"age_days_min={self.first_day}{upper}"


AGE_CLASSES: tuple[tuple[str, int, int | None], ...] = (
    ("30", 0, 30),
    ("60", 31, 60),
    ("90", 61, 90),
    ("180", 91, 180),
    ("more", 181, None),
)


def in_age_class(key: str) -> Q:
    """The condition on `age_days` of one age class; nothing for an unknown key."""
    for name, first, last in AGE_CLASSES:
        if name == key:
            within = Q(age_days__gte=first)
            return within & Q(age_days__lte=last) if last is not None else within
    return Q()


def list_age_buckets(vehicles: VehicleQuerySet, *, today: date) -> list[AgeBucket]:
    """Owned vehicles among `vehicles` by age class, with their cost; one statement."""
    return _buckets(_figures_by_age(vehicles, today, limit=None))


def list_age_buckets_at_once(vehicles: VehicleQuerySet, *, today: date) -> list[AgeBucket] | None:
    """The same if no class has so many vehicles that a page should not wait for it, else None."""
    found = _figures_by_age(vehicles, today, limit=AT_ONCE)
    return None if any(figure.is_capped for figure in found.values()) else _buckets(found)


def _figures_by_age(
    vehicles: VehicleQuerySet, today: date, *, limit: int | None
) -> dict[str, Figure]:
    owned = vehicles.owned()
    return gather(
        {
            key: Ask(owned, {"total": "amount_cost"}, limit=limit, where=where)
            for key, where in _by_age(today).items()
        }
    )


def _buckets(found: dict[str, Figure]) -> list[AgeBucket]:
    buckets = []
    for level, (key, first, last) in enumerate(AGE_CLASSES, start=1):
        parts = [found[key], found[UNDATED]] if level == 1 else [found[key]]
        amount = sum((part.sums["total"] or ZERO for part in parts), ZERO)
        count = sum(part.count for part in parts)
        buckets.append(AgeBucket(key, level, first, last, count, amount))
    return buckets


def _by_age(today: date) -> dict[str, Q]:
    """The condition of each age class on the day of receipt; those without one stand alone."""
    parts = {UNDATED: Q(received_on__isnull=True)}
    for key, first, last in AGE_CLASSES:
        part = Q(received_on__lte=today - timedelta(days=first)) if first else Q()
        if last is not None:
            part &= Q(received_on__gte=today - timedelta(days=last))
        parts[key] = part
    return parts


def sum_daily_interest(buckets: list[AgeBucket], *, rate: Decimal) -> Decimal:
    """What the stock costs a day at a yearly `rate` in percent (cost × rate ÷ 360)."""
    return cents(sum((bucket.amount for bucket in buckets), ZERO) * rate / 100 / DAYS_A_YEAR)


@dataclass(frozen=True, slots=True)
class StateCount:
    """How many vehicles show one state."""

    state: str
    label: str
    quantity: int


def count_by_state(vehicles: VehicleQuerySet, *, now: datetime) -> list[StateCount]:
    """Owned vehicles by shown state; the sum is the number of vehicles owned (INV-01)."""
    rows = vehicles.order_by().owned().with_state(now=now).values("state").annotate(n=Count("pk"))
    found = {row["state"]: row["n"] for row in rows}
    shown = [(LOCKED, str(LOCKED_LABEL))]
    shown += [(status.value, str(status.label)) for status in VehicleStatus if status in OWNED]
    return [StateCount(state, label, found.get(state, 0)) for state, label in shown]


def sum_stock_value(*, company_id: int) -> Decimal:
    """The cost of every vehicle in the books of a company: equals account 1405.01."""
    total = Vehicle.objects.filter(company_id=company_id).booked().aggregate(t=Sum("amount_cost"))
    value: Decimal = total["t"] or ZERO
    return value

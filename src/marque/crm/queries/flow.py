"""The flow of a showroom counted (jobs: 客流恒等式).

Flow = first + again + non-intent + incomplete; first = first carded + carded before + looked.
Each visit stands in exactly one class, so the sums hold on every day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from marque.crm.models import Visit, VisitResult


@dataclass(frozen=True, slots=True)
class Flow:
    """The numbers of a day; `total` is counted apart, not summed."""

    total: int = 0
    first_carded: int = 0
    carded_first: int = 0
    looked: int = 0
    again: int = 0
    non_intent: int = 0
    incomplete: int = 0
    invited: int = 0

    @property
    def first(self) -> int:
        """First visits."""
        return self.first_carded + self.carded_first + self.looked

    @property
    def is_whole(self) -> bool:
        """The identity."""
        return self.total == self.first + self.again + self.non_intent + self.incomplete

    @property
    def rate_kept(self) -> float | None:
        """留档率: first carded of those who could have been carded at this visit."""
        asked = self.first_carded + self.looked
        return self.first_carded / asked if asked else None


def day_bounds(on: date) -> tuple[datetime, datetime]:
    """From midnight to midnight in local time."""
    start = timezone.make_aware(datetime.combine(on, time.min))
    return start, timezone.make_aware(datetime.combine(on + timedelta(days=1), time.min))


def list_visits(*, user: Any, store: Any) -> Any:
    """The visits this user may see in the store."""
    return Visit.objects.visible_to(user).in_store(store)


def visits_on(visits: Any, on: date) -> Any:
    """Those of one day."""
    start, end = day_bounds(on)
    return visits.filter(arrived_at__gte=start, arrived_at__lt=end)


def count_flow(visits: Any) -> Flow:
    """Count the classes of some visits in one query."""
    classes = {code: Count("pk", filter=Q(result=code)) for code in VisitResult.values}
    counts = visits.order_by().aggregate(
        total=Count("pk"), invited=Count("pk", filter=Q(was_invited=True)), **classes
    )
    return Flow(**counts)

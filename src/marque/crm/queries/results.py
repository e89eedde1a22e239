"""What became of the leads that came in: by source, consultant, model (LED-09, LED-26)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils import timezone

from marque.crm.queries.leads import list_leads
from marque.crm.workflow import WON, LeadStatus
from marque.foundation.ui.choices import name_for_reader

BY = {
    "source": ("source__name", "source"),
    "owner": ("owner__name", "owner"),
    "series": ("series__name", "series"),
}


@dataclass(frozen=True, slots=True)
class Result:
    """The leads of one source, person or model that came in in the period.

    `rate` is won ÷ all valid ones (without 非意向 and 已有档案), in percent with one place;
    None when there is none.
    """

    label: str
    key: str
    total: int
    valid: int
    carded: int
    won: int
    lost: int
    frozen: int
    discarded: int
    open: int

    @property
    def rate(self) -> float | None:
        """The closing rate."""
        return round(100 * self.won / self.valid, 1) if self.valid else None


def results_by(
    kind: str, *, user: Any, store: Any, since: date, until: date
) -> tuple[list[Result], Result]:
    """The results of the leads that came in from one day to another, and their sum."""
    name, key = BY[kind] if kind in BY else BY["source"]
    leads = came_in(list_leads(user=user, store=store), since=since, until=until)
    counts = _counts()
    rows = leads.order_by().values(key, label=name_for_reader(name)).annotate(**counts)
    total = leads.order_by().aggregate(**counts)
    return [_result(row, row["label"], row[key]) for row in rows.order_by("-total")], _result(
        total, "", ""
    )


def came_in(leads: Any, *, since: date, until: date) -> Any:
    """Those that reached us from one local day to another, both included."""
    return leads.filter(arrived_at__gte=_start(since), arrived_at__lt=_start(until + _DAY))


_DAY = timedelta(days=1)
INVALID = (LeadStatus.INVALID, LeadStatus.ON_FILE)


def _start(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _counts() -> dict[str, Any]:
    return {
        "total": Count("pk"),
        "valid": Count("pk", filter=~Q(status__in=INVALID)),
        "carded": Count("pk", filter=Q(carded_at__isnull=False)),
        "won": Count("pk", filter=Q(status__in=WON)),
        "lost": Count("pk", filter=Q(status=LeadStatus.LOST)),
        "frozen": Count("pk", filter=Q(status=LeadStatus.FROZEN)),
        "discarded": Count("pk", filter=Q(status__in=INVALID)),
        "open": Count("pk", filter=Q(status__in=("new", "open", "losing"))),
    }


def _result(row: dict[str, Any], label: Any, key: Any) -> Result:
    counts = {name: row[name] for name in _counts()}
    return Result(label=str(label or "—"), key=str(key or ""), **counts)

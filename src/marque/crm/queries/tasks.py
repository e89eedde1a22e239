"""Find opportunities, sales tasks, processes and activities; the forecast; who is how busy."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum

from marque.crm.models import (
    Activity,
    Lead,
    Opportunity,
    Process,
    SalesTask,
    TaskCompetitor,
    TaskOrigin,
)
from marque.crm.words import STAGE
from marque.crm.workflow import CHASED, TaskStatus
from marque.foundation.access.authority import holders_of
from marque.foundation.dictionaries.models import Entry
from marque.foundation.dictionaries.words import entries_of
from marque.organisation.models import User

ZERO = Decimal(0)


def list_tasks(*, user: Any, store: Any) -> Any:
    """The sales tasks a person may see in a store (None: all stores)."""
    return SalesTask.objects.visible_to(user).in_store(store)


def list_processes(*, user: Any, store: Any) -> Any:
    """The steps of tasks a person may see in a store."""
    return Process.objects.visible_to(user).in_store(store)


def list_opportunities(*, user: Any, store: Any) -> Any:
    """The opportunities a person may see in a store."""
    return Opportunity.objects.visible_to(user).in_store(store)


def list_activities(*, user: Any, store: Any) -> Any:
    """The sales activities a person may see in a store."""
    return Activity.objects.visible_to(user).in_store(store)


@dataclass(frozen=True, slots=True)
class FunnelRow:
    """One stage: how many open tasks, what they are worth, and what of it is to be expected."""

    stage: Entry
    count: int
    amount: Decimal
    rate: int

    @property
    def forecast(self) -> Decimal:
        """Amount × success rate of the stage."""
        return self.amount * self.rate / 100


@dataclass(frozen=True, slots=True)
class Funnel:
    """All stages in their order, and their sums."""

    rows: tuple[FunnelRow, ...]

    @property
    def count(self) -> int:
        """Open tasks in all stages."""
        return sum(row.count for row in self.rows)

    @property
    def amount(self) -> Decimal:
        """What all open tasks are worth."""
        return sum((row.amount for row in self.rows), ZERO)

    @property
    def forecast(self) -> Decimal:
        """Σ amount × success rate of the stage."""
        return sum((row.forecast for row in self.rows), ZERO)


def read_funnel(tasks: Any) -> Funnel:
    """The funnel of the open ones of these tasks; two queries.

    Every stage that may be chosen is there, and disabled ones that a task still is in.
    """
    found = {
        row["stage"]: row
        for row in tasks.open()
        .order_by()
        .values("stage")
        .annotate(n=Count("pk"), amount=Sum("amount_expected"))
    }
    stages = [s for s in entries_of(STAGE, all_of_them=True) if s.is_active or s.pk in found]
    return Funnel(tuple(_row(stage, found.get(stage.pk)) for stage in stages))


def _row(stage: Entry, found: dict[str, Any] | None) -> FunnelRow:
    count, amount = (found["n"], found["amount"]) if found else (0, ZERO)
    return FunnelRow(stage, count, amount, int(stage.value("rate")))


@dataclass(frozen=True, slots=True)
class OriginRow:
    """One source of tasks: how many came of it and what became of them (LED-17)."""

    origin: str
    label: str
    total: int
    open: int
    won: int
    lost: int
    stopped: int
    amount: Decimal

    @property
    def win_rate(self) -> int | None:
        """Won of those decided, in percent."""
        return percent(self.won, self.won + self.lost)


def percent(part: int, whole: int) -> int | None:
    """A share in whole percent; None of nothing."""
    return round(100 * part / whole) if whole else None


def count_origins(tasks: Any) -> list[OriginRow]:
    """The four sources of these tasks, also those that nothing came of; one query."""
    found = {
        row.pop("origin"): row
        for row in tasks.order_by()
        .values("origin")
        .annotate(
            total=Count("pk"),
            open=Count("pk", filter=Q(status=TaskStatus.OPEN)),
            won=Count("pk", filter=Q(status=TaskStatus.WON)),
            lost=Count("pk", filter=Q(status=TaskStatus.LOST)),
            stopped=Count("pk", filter=Q(status=TaskStatus.STOPPED)),
            amount=Sum("amount_expected"),
        )
    }
    nothing = dict.fromkeys(("total", "open", "won", "lost", "stopped"), 0) | {"amount": ZERO}
    return [
        OriginRow(origin=code, label=str(label), **found.get(code, nothing))
        for code, label in TaskOrigin.choices
    ]


def count_rivals(tasks: Any) -> list[dict[str, Any]]:
    """Competitors on these tasks with what was won and lost against them (LED-19)."""
    rows = (
        TaskCompetitor.objects.filter(task__in=tasks)
        .order_by()
        .values("competitor", "competitor__name")
        .annotate(
            total=Count("pk"),
            won=Count("pk", filter=Q(task__status=TaskStatus.WON)),
            lost=Count("pk", filter=Q(task__status=TaskStatus.LOST)),
        )
        .order_by("-total", "competitor__name")
    )
    return [row | {"win_rate": percent(row["won"], row["won"] + row["lost"])} for row in rows]


@dataclass(frozen=True, slots=True)
class Workload:
    """How busy somebody is and how well they close; `rate` is None before anything is decided."""

    user: User
    tasks: int
    amount: Decimal
    leads: int
    overdue: int
    won: int
    decided: int
    is_advised: bool = False

    @property
    def rate(self) -> int | None:
        """Won of the decided tasks, in percent."""
        return percent(self.won, self.decided)

    @property
    def load(self) -> int:
        """Open tasks, open leads and late steps together."""
        return self.tasks + self.leads + self.overdue


def list_workers(store: Any) -> Any:
    """People of the store who may work on sales tasks."""
    return holders_of("crm.edit_task", store=store).order_by("name", "pk")


def read_workloads(store: Any, *, now: datetime) -> list[Workload]:
    """Everybody who may get a task, the advised one marked: best closer among the less busy.

    Four queries, however many people there are (LED-20).
    """
    people = list(list_workers(store))
    tasks = _by_person(SalesTask.objects.filter(owner__in=people), "owner", _TASK_COUNTS)
    leads = _by_person(
        Lead.objects.filter(owner__in=people, status__in=CHASED), "owner", {"n": Count("pk")}
    )
    late = _by_person(
        Process.objects.filter(executor__in=people).overdue(now=now),
        "executor",
        {"n": Count("pk")},
    )
    rows = [_workload(user, tasks, leads, late) for user in people]
    best = advised(rows)
    return [
        Workload(r.user, r.tasks, r.amount, r.leads, r.overdue, r.won, r.decided, r.user == best)
        for r in rows
    ]


_TASK_COUNTS = {
    "open": Count("pk", filter=Q(status=TaskStatus.OPEN)),
    "amount": Sum("amount_expected", filter=Q(status=TaskStatus.OPEN)),
    "won": Count("pk", filter=Q(status=TaskStatus.WON)),
    "decided": Count("pk", filter=Q(status__in=(TaskStatus.WON, TaskStatus.LOST))),
}


def _by_person(rows: Any, field: str, counts: dict[str, Any]) -> dict[int, dict[str, Any]]:
    return {row[field]: row for row in rows.order_by().values(field).annotate(**counts)}


def _workload(user: User, tasks: Any, leads: Any, late: Any) -> Workload:
    own = tasks.get(user.pk, {})
    return Workload(
        user=user,
        tasks=own.get("open", 0),
        amount=own.get("amount") or ZERO,
        leads=leads.get(user.pk, {}).get("n", 0),
        overdue=late.get(user.pk, {}).get("n", 0),
        won=own.get("won", 0),
        decided=own.get("decided", 0),
    )


def advised(rows: Iterable[Workload]) -> User | None:
    """Of those at or below the middle load, the one who closes best; then the least busy."""
    people = sorted(rows, key=lambda row: row.load)
    if not people:
        return None
    middle = people[(len(people) - 1) // 2].load
    able = [row for row in people if row.load <= middle]
    return max(able, key=lambda row: (row.rate or 0, -row.load, -row.user.pk)).user

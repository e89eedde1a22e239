"""What comes round whatever customers do: the night's work, read messages, weekly side business."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from marque.crm import api as crm
from marque.foundation.dictionaries.words import entry
from marque.foundation.jobs.tasks import periodic_works
from marque.foundation.notifications.services import mark_read
from marque.kernel.errors import DomainError
from marque.parties import api as parties
from marque.simulation.market import FLEETS, OUTINGS, RETURNS, RIVALS, STEPS
from marque.simulation.moments import Moment, moment
from marque.simulation.partners import Partners
from marque.simulation.world import Showroom

MONDAY, WEDNESDAY, THURSDAY, SATURDAY = 0, 2, 3, 5
WEEK = timedelta(days=7)
EVERY_DAY = (
    ("parties.return_credit", 1),
    ("parties.remind_dates", 8),
    ("crm.remind", 9),
    ("crm.look_after_leads", 10),
)
EVERY_WEEK = (("parties.look_after_customers", 2), ("parties.apply_tag_rules", 3))
READS, CONVERTS, GOES_ON, WINS = 0.35, 0.7, 0.8, 0.5
"""Shares: messages read of an evening, chances that become tasks, steps done, tasks won."""


class Rounds:
    """The calendar of the group beside its customers."""

    def __init__(self, rooms: list[Showroom], chance: Random) -> None:
        self.rooms = rooms
        self.chance = chance
        self.partners = Partners(rooms, chance)
        self.works = {name: work for _cron, name, work in periodic_works()}
        self.chances: dict[str, list[Any]] = {room.plan.code: [] for room in rooms}
        self.tasks: dict[str, list[Any]] = {room.plan.code: [] for room in rooms}

    def begin(self, day: date) -> None:
        """Before the first customer comes: partners, rivals, companies that buy fleets."""
        for room in self.rooms:
            self.partners.settle_in(room, day)

    def morning(self, day: date, *, is_last: bool = False) -> None:
        """What the system does by itself before people work."""
        for name, hour in EVERY_DAY:
            self._run(name, day, hour)
        if day.weekday() == MONDAY or is_last:
            for name, hour in EVERY_WEEK:
                self._run(name, day, hour)

    def evening(self, day: date) -> None:
        """Side business of the day; most people read their messages."""
        for room in self.rooms:
            side = {
                MONDAY: self._look_for_chances,
                WEDNESDAY: self._work_on_tasks,
                THURSDAY: self._give_back,
                SATURDAY: self._go_out,
            }.get(day.weekday())
            if side:
                side(room, day)
            for person in room.people:
                if self._chances(READS):
                    with self._at(day, 19, person) as now:
                        mark_read(user=person, now=now)

    def _run(self, name: str, day: date, hour: int) -> None:
        with Moment(moment(day, hour, 0, None).at, None, source=f"cron:{name}"):
            self.works[name]()

    def _at(self, day: date, hour: int, who: Any) -> Moment:
        return moment(day, hour, self.chance.randint(0, 59), who)

    def _chances(self, share: float) -> bool:
        return self.chance.random() < share

    # -- the week -----------------------------------------------------------------------------
    def _look_for_chances(self, room: Showroom, day: date) -> None:
        """A company thinks of buying: an opportunity, perhaps a task next week."""
        for chance in self.chances[room.plan.code]:
            if self._chances(CONVERTS):
                with self._at(day, 9, room.manager) as now:
                    task = crm.convert_opportunity(chance, by=room.manager, now=now)
                    crm.plan_usual_processes(task=task, by=room.manager, now=now)
                self.tasks[room.plan.code].append(task)
            else:
                with self._at(day, 9, room.manager):
                    crm.drop_opportunity(chance, reason="预算推迟到明年", by=room.manager)
        company = self.chance.choice(self.partners.fleets[room.plan.code])
        title, price = self.chance.choice(FLEETS)
        with self._at(day, 15, room.manager) as now:
            chance = crm.write_opportunity(
                draft=crm.OpportunityDraft(
                    customer=company,
                    title=title,
                    stage=entry("crm.stage", "contact"),
                    owner=self.chance.choice(room.consultants),
                    trim=self.chance.choice(room.wares).trim,
                    amount_expected=Decimal(price),
                    expected_on=day + timedelta(days=self.chance.randint(20, 60)),
                    need="先看样车，再谈批量价和上牌安排",
                ),
                store=room.store,
                by=room.manager,
                now=now,
            )
        self.chances[room.plan.code] = [chance]

    def _work_on_tasks(self, room: Showroom, day: date) -> None:
        """The next step of every task; the last one wins or loses it."""
        for task in list(self.tasks[room.plan.code]):
            steps = list(task.processes.pending().order_by("planned_at", "pk"))
            if steps and self._chances(GOES_ON):
                with self._at(day, 14, room.manager) as now:
                    words = self.chance.choice(STEPS)
                    crm.complete_process(steps[0], result=words, by=room.manager, now=now)
            elif not steps or self._chances(0.2):
                self._end(room, task, day)

    def _end(self, room: Showroom, task: Any, day: date) -> None:
        self.tasks[room.plan.code].remove(task)
        rival = self.chance.choice(self.partners.rivals)
        with self._at(day, 16, room.manager) as now:
            car = self.chance.choice(RIVALS)[2]
            crm.note_rival(task=task, competitor=rival, car=car, by=room.manager)
            if self._chances(WINS):
                crm.win_task(task=task, by=room.manager, now=now)
            else:
                reason = entry("crm.end_reason", self.chance.choice(("rival", "price")))
                crm.lose_task(task=task, reason=reason, by=room.manager, now=now)

    def _give_back(self, room: Showroom, day: date) -> None:
        """Somebody gives a customer back to the pool, somebody else takes one."""
        giver, taker = self.chance.sample(room.consultants, 2)
        idle = parties.Customer.objects.filter(
            owner=giver, store=room.store, stage="potential", last_contact_on__lt=day - WEEK
        )
        with self._at(day, 18, giver) as now, suppress(DomainError):
            found = idle.order_by("pk").first()
            if found and not crm.is_chased(customer_id=found.pk, store_id=room.store.pk):
                reason = self.chance.choice(RETURNS)
                parties.return_customer(found, reason=reason, by=giver, now=now)
        pool = parties.Customer.objects.filter(owner=None, store=room.store).order_by("-pk")
        with self._at(day, 18, taker) as now, suppress(DomainError):
            found = pool.first()
            if found is not None and self._chances(0.3):
                parties.claim_customer(found, by=taker, now=now)

    def _go_out(self, room: Showroom, day: date) -> None:
        """The weekend's activity, with a note of what came of it."""
        kind, name, content, came = self.chance.choice(OUTINGS)
        with self._at(day, 8, room.manager) as now:
            activity = crm.write_activity(
                draft=crm.ActivityDraft(
                    name=f"{room.store.name}{name}",
                    type=entry("crm.activity_type", kind),
                    method=entry("crm.activity_method", "on_site"),
                    starts_at=_hour(now, 10),
                    ends_at=_hour(now, 17),
                    owner=self.chance.choice(room.consultants),
                    content=content,
                ),
                store=room.store,
                by=room.manager,
                now=now,
            )
        with self._at(day, 18, activity.owner) as now:
            way = entry("crm.contact_way", "visit")
            crm.note_event(
                activity, way=way, text=came, at=_hour(now, 16), by=activity.owner, now=now
            )


def _hour(at: datetime, hour: int) -> datetime:
    return at.replace(hour=hour, minute=0)

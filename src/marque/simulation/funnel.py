"""The front half of the simulated days: leads, visits, test drives, follow-ups, losses.

What people do is drawn from `habits.py`; the funnel that comes out is like that of a usual store.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from marque.crm import api as crm
from marque.inventory import api as inventory
from marque.kernel.errors import DomainError
from marque.kernel.holidays import is_workday
from marque.kernel.names import make_name
from marque.simulation import habits
from marque.simulation.market import LOSSES, ONLINE, SIGNATURE, TALKS
from marque.simulation.moments import ZONE, Moment, moment
from marque.simulation.partners import phone_of
from marque.simulation.world import Showroom

AGAIN, OPENS = "again", 9


@dataclass(slots=True)
class Prospect:
    """Somebody in the chase: when they are called next, and what they will do."""

    room: Showroom
    lead: Any
    level: str
    due: date
    patience: int
    comes_on: date | None = None

    @property
    def owner(self) -> Any:
        """Who looks after them."""
        return self.lead.owner


class Funnel:
    """Makes customers for the showrooms; says who wants to buy today."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self.prospects: list[Prospect] = []
        self.phones = 0

    def live(self, room: Showroom, day: date) -> list[tuple[Any, Any]]:
        """One day in a store; returns (customer, consultant) of those who want to buy."""
        buyers: list[tuple[Any, Any]] = []
        for _number in range(self._how_many(room.plan.monthly * habits.LEADS, day)):
            self._lead(room, day)
        for _number in range(self._how_many(room.plan.monthly * habits.WALK_INS, day)):
            self._walk_in(room, day, buyers)
        for prospect in [p for p in self.prospects if p.room is room]:
            self._chase(prospect, day, buyers)
        self.prospects = [p for p in self.prospects if p.patience > 0]
        return buyers

    def _how_many(self, monthly: float, day: date) -> int:
        expected = monthly / 30 * (1 if is_workday(day) else habits.WEEKEND)
        whole = int(expected)
        return whole + (self.chance.random() < expected - whole)

    def _chances(self, share: float) -> bool:
        return self.chance.random() < share

    def _at(self, day: date, hour: int, who: Any) -> Moment:
        return moment(day, hour, self.chance.randint(0, 59), who)

    def _phone(self) -> str:
        self.phones += 1
        return phone_of(self.phones)

    def _name(self) -> str:
        return make_name(self.chance, gender=self.chance.choice(("male", "female")))

    def _wish(self, room: Showroom) -> Any:
        ware = self.chance.choice(room.wares)
        return crm.Wish(
            trim=ware.trim,
            series=ware.trim.model.series,
            colour=self.chance.choice(room.colours).name,
            purpose=self.chance.choice(("commute", "family", "family", "business")),
            amount_budget_to=ware.amount_list // 10_000 * 10_000 + 10_000,
            needs_loan=self._chances(0.4),
            has_trade_in=self._chances(0.25),
        )

    def _level(self) -> str:
        return self.chance.choices(habits.LEVELS, habits.LEVEL_WEIGHTS)[0]

    # -- leads --------------------------------------------------------------------------------
    def _lead(self, room: Showroom, day: date) -> None:
        hour = self.chance.choice((9, 10, 11, 13, 14, 15, 16, 17, 18))
        with self._at(day, hour, room.dcc) as now:
            lead = crm.receive_lead(
                details=crm.LeadDetails(
                    name=self._name(),
                    phone=self._phone(),
                    source=self.chance.choice(ONLINE),
                    wish=self._wish(room),
                ),
                store=room.store,
                by=room.dcc,
                now=now,
            ).lead
        answered = now + timedelta(
            minutes=int(self.chance.expovariate(1 / habits.MINUTES_TO_ANSWER)) + 1
        )
        fate = self.chance.random()
        if fate < habits.NO_INTENT or lead.owner is None:
            self._discard(room, lead, answered)
        elif fate < habits.ANSWERED:
            self._card(room, lead, answered)

    def _discard(self, room: Showroom, lead: Any, at: datetime) -> None:
        with Moment(at, room.manager):
            crm.discard_lead(
                lead=lead,
                reason=self.chance.choice(("只是咨询保养", "空号", "不买车")),
                by=room.manager,
                now=at,
            )

    def _card(self, room: Showroom, lead: Any, at: datetime) -> None:
        level = self._level()
        due = self._next(at, level)
        with Moment(at, lead.owner):
            crm.record_follow_up(
                lead=lead,
                contact=crm.Contact(
                    result=self.chance.choice(("continue", "invite", "quote")),
                    words=self.chance.choice(TALKS),
                    seconds=self.chance.randint(40, 400),
                    level=level,
                    next_at=due,
                ),
                by=lead.owner,
                now=at,
            )
        prospect = Prospect(room, lead, level, due.date(), self.chance.randint(*habits.PATIENCE))
        if self._chances(habits.INVITED_BY_CARD):
            prospect.comes_on = at.date() + timedelta(days=self.chance.randint(1, 9))
        self.prospects.append(prospect)

    def _next(self, at: datetime, level: str) -> datetime:
        days = max(1, self.chance.randint(habits.INTERVALS[level] // 2, habits.INTERVALS[level]))
        hour = self.chance.choice((10, 11, 14, 15, 16))
        if days == habits.INTERVALS[level]:
            hour = 10
        return (at + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)

    # -- visits -------------------------------------------------------------------------------
    def _walk_in(self, room: Showroom, day: date, buyers: list[tuple[Any, Any]]) -> None:
        is_intent = self._chances(habits.INTENT)
        visit = self._register(
            room,
            day,
            crm.Arrival(
                errand="intent" if is_intent else self.chance.choice(("repair", "accessory")),
                party_size=self.chance.choices((1, 2, 3, 4), (40, 40, 15, 5))[0],
            ),
        )
        if not is_intent or self._chances(habits.NEVER_COMPLETED):
            return
        if self._chances(habits.NOT_KEPT):
            self._complete(visit, crm.VisitOutcome(note="看车后离开，未留联系方式"))
            return
        level = self._level()
        visit = self._complete(
            visit,
            crm.VisitOutcome(
                name=self._name(),
                phone=self._phone(),
                level=level,
                wish=self._wish(room),
                note=self.chance.choice(TALKS),
            ),
        )
        self._after_visit(room, visit, level, buyers, kind="walk_in")

    def _register(self, room: Showroom, day: date, arrival: Any) -> Any:
        with self._at(day, self.chance.choice((9, 10, 10, 11, 13, 14, 15, 16)), room.host) as now:
            return crm.register_visit(arrival=arrival, store=room.store, by=room.host, now=now)

    def _complete(self, visit: Any, outcome: Any) -> Any:
        at = visit.arrived_at + timedelta(minutes=self.chance.randint(35, 120))
        who = visit.owner or visit.created_by
        with Moment(at, who):
            return crm.complete_visit(visit=visit, outcome=outcome, by=who, now=at)

    def _after_visit(
        self, room: Showroom, visit: Any, level: str, buyers: list[tuple[Any, Any]], *, kind: str
    ) -> None:
        if self._chances(habits.DRIVES[kind]):
            self._drive(room, visit)
        if self._chances(habits.BUYS[kind]):
            buyers.append((visit.customer, visit.owner))
            return
        if visit.lead is None:
            return
        known = next((p for p in self.prospects if p.lead.pk == visit.lead.pk), None)
        if known is not None:
            known.comes_on = None
            return
        lead = crm.Lead.objects.with_details().get(pk=visit.lead.pk)
        if lead.owner is None or not lead.is_chased:
            return
        due = (lead.next_at or visit.arrived_at + timedelta(days=1)).date()
        prospect = Prospect(room, lead, level, due, self.chance.randint(*habits.PATIENCE))
        if self._chances(habits.COMES_AGAIN):
            days = self.chance.randint(2, 10)
            prospect.comes_on = visit.arrived_at.date() + timedelta(days=days)
        self.prospects.append(prospect)

    def _again(self, prospect: Prospect, day: date, buyers: list[tuple[Any, Any]]) -> None:
        room, customer = prospect.room, prospect.lead.customer
        visit = self._register(room, day, crm.Arrival(customer=customer, is_invited=True))
        visit = self._complete(visit, crm.VisitOutcome(note=self.chance.choice(TALKS)))
        prospect.comes_on = None
        kind = "again" if visit.result == AGAIN else "invited"
        self._after_visit(room, visit, prospect.level, buyers, kind=kind)
        if buyers and buyers[-1][0] == customer:
            prospect.patience = 0

    # -- test drives --------------------------------------------------------------------------
    def _drive(self, room: Showroom, visit: Any) -> None:
        """From the wish to the feedback, while the customer is there."""
        begins = visit.arrived_at + timedelta(minutes=20)
        owner = visit.owner
        drive = self._book(room, visit, begins)
        if drive is None:
            return
        car = drive.vehicle
        odometer = room.odometers.get(car.pk, 300)
        with Moment(begins - timedelta(minutes=2), room.keeper) as now:
            drive = crm.dispatch_test_drive(drive=drive, by=room.keeper, now=now)
        with Moment(begins, owner) as now:
            licence = crm.Licence(
                name=visit.customer.name,
                kind=self.chance.choice(("C1", "C1", "C2")),
                valid_until=now.date() + timedelta(days=self.chance.randint(60, 2000)),
            )
            drive = crm.check_licence(drive=drive, licence=licence, by=owner, now=now)
            drive = crm.sign_agreement(
                drive=drive,
                signed_name=visit.customer.name,
                signature_png=SIGNATURE,
                by=owner,
                now=now,
            )
            drive = crm.start_test_drive(
                drive=drive,
                odometer_out=odometer,
                route=f"{room.store.name}周边 8 公里",
                by=owner,
                now=now,
            )
        room.odometers[car.pk] = odometer + self.chance.randint(7, 12)
        with Moment(begins + timedelta(minutes=25), owner) as now:
            drive = crm.finish_test_drive(
                drive=drive, odometer_in=room.odometers[car.pk], by=owner, now=now
            )
            if self._chances(0.7):
                crm.rate_test_drive(
                    drive=drive,
                    score=self.chance.choices((3, 4, 5), (1, 4, 5))[0],
                    feedback=self.chance.choice(("提速很快", "底盘偏硬", "安静，座椅舒服", "满意")),
                    by=owner,
                    now=now,
                )

    def _book(self, room: Showroom, visit: Any, begins: datetime) -> Any:
        """A car that nobody else has then, or None."""
        cars = list(inventory.list_demo_cars(store=room.store))
        self.chance.shuffle(cars)
        with Moment(begins - timedelta(minutes=5), visit.owner) as now:
            for car in cars:
                request = crm.DriveRequest(customer=visit.customer, vehicle=car, starts_at=begins)
                with suppress(DomainError):
                    return crm.book_test_drive(
                        request=request, store=room.store, by=visit.owner, now=now
                    )
        return None

    # -- the chase ----------------------------------------------------------------------------
    def _chase(self, prospect: Prospect, day: date, buyers: list[tuple[Any, Any]]) -> None:
        if prospect.comes_on == day:
            self._again(prospect, day, buyers)
            return
        if prospect.due > day or self._chances(habits.MISSED):
            return
        lead = crm.Lead.objects.with_details().get(pk=prospect.lead.pk)
        prospect.lead = lead
        prospect.patience -= prospect.comes_on is None  # a call before a visit only confirms it
        if not lead.is_chased or lead.owner is None:
            prospect.patience = 0
        elif prospect.patience <= 0:
            self._lose(prospect, day)
        else:
            self._call(prospect, day)

    def _call(self, prospect: Prospect, day: date) -> None:
        lead, owner = prospect.lead, prospect.owner
        with Moment(self._call_time(lead, day), owner) as now:
            due = self._next(now, prospect.level)
            crm.record_follow_up(
                lead=lead,
                contact=crm.Contact(
                    result=self.chance.choice(("continue", "continue", "invite", "no_answer")),
                    way=self.chance.choice(("call", "call", "wechat")),
                    words=self.chance.choice(TALKS),
                    next_at=due,
                ),
                by=owner,
                now=now,
            )
        prospect.due = due.date()
        if prospect.comes_on is None and self._chances(habits.INVITED_BY_CALL):
            prospect.comes_on = day + timedelta(days=self.chance.randint(1, 6))

    def _call_time(self, lead: Any, day: date) -> datetime:
        """Mostly a little before the call is due; else some time of the day."""
        usual = moment(day, self.chance.choice((10, 11, 14, 16)), self.chance.randint(0, 59), None)
        due = lead.next_at.astimezone(ZONE) if lead.next_at else usual.at
        before = due - timedelta(minutes=self.chance.randint(5, 55))
        is_in_time = due.date() == day and before.hour >= OPENS and self._chances(habits.IN_TIME)
        served: datetime = lead.followed_at or lead.arrived_at
        earliest = served + timedelta(minutes=10)
        return max(before if is_in_time else usual.at, earliest)

    def _lose(self, prospect: Prospect, day: date) -> None:
        lead, owner, manager = prospect.lead, prospect.owner, prospect.room.manager
        reason, rival = self.chance.choice(LOSSES)
        with self._at(day, 17, owner) as now:
            filed = crm.apply_lost(
                lead=lead, loss=crm.Loss(reason=reason, rival_model=rival), by=owner, now=now
            )
        if owner == manager or self._chances(habits.WAITS_FOR_MANAGER):
            return
        is_refused = self._chances(habits.REFUSED)
        with self._at(day, 19, manager) as now:
            crm.judge_lost(
                application=filed,
                approve=not is_refused,
                judgement="请再约一次到店" if is_refused else "",
                by=manager,
                now=now,
            )
        if is_refused:
            prospect.patience, prospect.due = 2, day + timedelta(days=1)

"""Live through the days of the demo group by the real services.

Every purchase, inspection, order, payment, invoice, handover and cancellation is one call that a
person could have made on the pages, so that all invariants hold in the demo as in life.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import segno
from django.core.files.uploadedfile import SimpleUploadedFile

from marque.billing import api as billing
from marque.foundation.attachments.services.attach import attach_file
from marque.inventory import api as inventory
from marque.kernel.identity_numbers import resident_check_character
from marque.kernel.money import cents, split_vat
from marque.kernel.vin import make_vin
from marque.parties import api as parties
from marque.sales import api as sales
from marque.simulation import habits
from marque.simulation.archives import bring_files
from marque.simulation.funnel import Funnel
from marque.simulation.market import ACCESSORIES
from marque.simulation.moments import Moment, moment
from marque.simulation.owners import agree, welcome
from marque.simulation.rounds import Rounds
from marque.simulation.world import Showroom, Ware

VAT = Decimal("0.13")
START_STOCK = 24
TEST_CARS = 2


@dataclass(slots=True)
class Deal:
    """An order on its way: what happens to it next, and on which day."""

    room: Showroom
    order: Any
    step: str
    due: date
    opened: date


class Days:
    """The simulated days of all stores; same seed, same history."""

    def __init__(self, rooms: list[Showroom], *, seed: int = 20261122) -> None:
        self.rooms = rooms
        self.chance = Random(seed)  # noqa: S311  a game, not a secret
        self.deals: list[Deal] = []
        self.funnel = Funnel(self.chance)
        self.rounds = Rounds(rooms, self.chance)
        self.serial = 100_000
        self.stock: dict[str, list[Any]] = {room.plan.code: [] for room in rooms}

    def live(self, first: date, last: date) -> Iterator[tuple[int, int]]:
        """Live from `first` to `last`; yields (days done, days in all)."""
        total = (last - first).days + 1
        Moment.nobody_acts()
        try:
            self._begin(first)
            for number in range(total):
                self._day(first + timedelta(days=number), is_last=number == total - 1)
                yield number + 1, total
        finally:
            Moment.nobody_acts()

    def _begin(self, day: date) -> None:
        for room in self.rooms:
            for _number in range(START_STOCK):
                self._receive(room, day, hour=8)
            self._set_aside(room, day)
        self.rounds.begin(day)

    def _day(self, day: date, *, is_last: bool) -> None:
        self.rounds.morning(day, is_last=is_last)
        for deal in [deal for deal in self.deals if deal.due <= day]:
            self._advance(deal, day)
        self.deals = [deal for deal in self.deals if deal.step]
        for room in self.rooms:
            self._replenish(room, day)
            for customer, consultant in self.funnel.live(room, day):
                self._sell(room, day, customer, consultant)
            if is_last:
                bring_files(room, day)
        self.rounds.evening(day)

    # -- cars ---------------------------------------------------------------------------------
    def _replenish(self, room: Showroom, day: date) -> None:
        if day.weekday() in {1, 4}:
            wanted = START_STOCK - len(self.stock[room.plan.code])
            for _number in range(max(0, wanted)):
                self._receive(room, day, hour=9)

    def _receive(self, room: Showroom, day: date, *, hour: int) -> None:
        ware = self.chance.choice(room.wares)
        self.serial += 1
        net, vat = split_vat(ware.amount_cost, VAT)
        colour, interior = self.chance.choice(room.colours), self.chance.choice(room.interiors)
        row, slot = self.chance.randint(1, 4), self.chance.randint(1, 20)
        with self._at(day, hour, room.keeper) as now:
            vehicle = inventory.receive_vehicle(
                car=inventory.Car(
                    vin=make_vin(room.offer.vin_prefix, 2026, room.offer.plant, self.serial),
                    trim_id=ware.trim.pk,
                    exterior_id=colour.pk,
                    interior_id=interior.pk,
                    engine_number=f"TZ{self.chance.randint(10**7, 10**8 - 1)}",
                    certificate_no=f"WDR{self.chance.randint(10**10, 10**11 - 1)}",
                ),
                purchase=inventory.Purchase(
                    supplier=room.supplier,
                    amount_cost=net,
                    amount_input_vat=vat,
                    invoice_no=f"{day:%y%m}{self.serial:014d}",
                    invoice_on=day,
                ),
                store=room.store,
                place=f"{self.chance.choice('AB')} 库 {row:02d}-{slot:02d}",
                by=room.keeper,
                now=now,
            )
        if self.chance.random() < 0.93:  # noqa: PLR2004  the rest waits for its inspection
            with self._at(day, hour + 2, room.keeper) as now:
                inventory.pass_pdi(vehicle_id=vehicle.pk, by=room.keeper, now=now)
            self.stock[room.plan.code].append((vehicle, ware))

    def _set_aside(self, room: Showroom, day: date) -> None:
        """The first cars of a store become its test-drive cars."""
        for _number in range(TEST_CARS):
            vehicle, _ware = self.stock[room.plan.code].pop(0)
            with self._at(day, 12, room.keeper) as now:
                inventory.change_state(
                    vehicle_id=vehicle.pk, name="start_test_drives", by=room.keeper, now=now
                )

    # -- customers and orders -----------------------------------------------------------------
    def _sell(self, room: Showroom, day: date, customer: Any, consultant: Any) -> None:
        cars = self.stock[room.plan.code]
        if not cars:
            return
        vehicle, ware = cars.pop(int(self.chance.triangular(0, len(cars), 0)) % len(cars))
        with self._at(day, 17, consultant) as now:
            self._identify(customer, room, consultant)
            agree(customer, room=room, chance=self.chance, at=now, by=consultant)
            order = sales.place_order(
                draft=self._draft(customer, vehicle, ware, day),
                store=room.store,
                by=consultant,
                now=now,
            )
        deal = Deal(room, order, "confirm", day, day)
        if self.chance.random() < 0.9:  # noqa: PLR2004  some wait for their manager overnight
            self._advance(deal, day)
        else:
            deal.due = day + timedelta(days=1)
        if deal.step:  # some are over on the day they began
            self.deals.append(deal)

    def _identify(self, customer: Any, room: Showroom, consultant: Any) -> None:
        """The contract needs the identity card."""
        gender = self.chance.choice(("male", "female"))
        born = date(1960, 1, 1) + timedelta(days=self.chance.randint(0, 16_000))
        sequence = self.chance.randint(0, 499) * 2 + (gender == "male")
        body = f"{room.plan.region}{born:%Y%m%d}{sequence:03d}"
        parties.edit_customer(
            customer,
            details=replace(
                _details_of(customer),
                id_type="resident",
                id_number=body + resident_check_character(body),
                division=room.plan.region,
            ),
            by=consultant,
            version=customer.version,
        )

    def _draft(self, customer: Any, vehicle: Any, ware: Ware, day: date) -> Any:
        rate = Decimal(self.chance.choice((0, 0, 1, 1, 2, 2, 3, 4))) / 100
        price = cents(ware.amount_list * (1 - rate))
        chosen = self.chance.sample(ACCESSORIES, self.chance.randint(0, 3))
        return sales.OrderDraft(
            customer=customer,
            vehicle=vehicle,
            amount_price=price,
            items=tuple(sales.ItemDraft(kind="accessory", code=row[0]) for row in chosen),
            amount_deposit_due=Decimal(5000 if price < 200_000 else 10_000),  # noqa: PLR2004
            delivery_planned_on=day + timedelta(days=self.chance.randint(3, 10)),
        )

    def _advance(self, deal: Deal, day: date) -> None:
        """Do the next step of a deal, and say when the one after it is due."""
        step = getattr(self, f"_do_{deal.step}")
        deal.step = step(deal, day)
        pause = 0 if deal.step == "deposit" else self.chance.choice((0, 1, 1, 2))
        deal.due = day + timedelta(days=pause)
        if deal.step and deal.due == day:
            self._advance(deal, day)

    def _do_confirm(self, deal: Deal, day: date) -> str:
        who = deal.room.manager if deal.order.rate_discount > 2 else deal.order.owner  # noqa: PLR2004
        with self._at(day, 18 if deal.opened == day else 8, who) as now:
            deal.order = sales.confirm_order(order=deal.order, by=who, now=now)
        return "deposit"

    def _do_deposit(self, deal: Deal, day: date) -> str:
        hour = 19 if deal.opened == day else 9  # before the hold on the car ends
        self._pay(deal, day, "earnest", deal.order.amount_deposit_due, hour=hour)
        return "cancel" if self.chance.random() < habits.CANCELS else "balance"

    def _do_cancel(self, deal: Deal, day: date) -> str:
        with self._at(day, 15, deal.room.manager) as now:
            order = self._fresh(deal)
            sales.cancel_order(
                order=order,
                cancellation=sales.Cancellation(reason="客户临时改变购车计划"),
                by=deal.room.manager,
                now=now,
            )
        return ""

    def _do_balance(self, deal: Deal, day: date) -> str:
        order = self._fresh(deal)
        self._pay(deal, day, "balance", order.amount_total - order.amount_received)
        return "invoice"

    def _do_invoice(self, deal: Deal, day: date) -> str:
        with self._at(day, 16, deal.room.cashier) as now:
            sales.issue_sales_invoice(order=self._fresh(deal), by=deal.room.cashier, now=now)
        return "outbound"

    def _do_outbound(self, deal: Deal, day: date) -> str:
        with self._at(day, 9, deal.room.keeper) as now:
            sales.outbound_order(order=self._fresh(deal), by=deal.room.keeper, now=now)
        return "deliver"

    def _do_deliver(self, deal: Deal, day: date) -> str:
        owner = deal.order.owner
        with self._at(day, 15, owner) as now:
            order = self._fresh(deal)
            sales.tick_handover_items(
                order=order,
                positions=set(order.handover_items.values_list("position", flat=True)),
                by=owner,
                now=now,
            )
            attach_file(document=order, upload=_photo(order.number), by=owner)
            sales.deliver_order(
                order=self._fresh(deal),
                sheet=sales.HandoverSheet(signed_name=order.customer.name, mileage_km=12),
                by=owner,
                now=now,
            )
        welcome(order.customer, room=deal.room, chance=self.chance, day=day)
        return ""

    def _pay(self, deal: Deal, day: date, kind: str, amount: Decimal, *, hour: int = 11) -> None:
        order = deal.order
        with self._at(day, hour, order.owner) as now:
            receipt = billing.register_receipt(
                payable_type="sales.salesorder",
                payable_id=order.pk,
                money=billing.Money(
                    kind=kind,
                    method=self.chance.choice(("card", "scan", "transfer")),
                    amount=amount,
                    paid_on=day,
                ),
                by=order.owner,
                now=now,
            )
        with self._at(day, hour + 1, deal.room.cashier) as now:
            billing.confirm_receipt(receipt=receipt, by=deal.room.cashier, now=now)

    def _fresh(self, deal: Deal) -> Any:
        return sales.SalesOrder.objects.select_related("customer", "store", "owner").get(
            pk=deal.order.pk
        )

    def _at(self, day: date, hour: int, who: Any) -> Moment:
        return moment(day, hour, self.chance.randint(0, 59), who)


def _details_of(customer: Any) -> parties.CustomerDetails:
    told = {field.name: getattr(customer, field.name) for field in fields(parties.CustomerDetails)}
    return parties.CustomerDetails(**told)


def _photo(text: str) -> SimpleUploadedFile:
    """What stands for the picture of the handover: a code that names the order."""
    content = BytesIO()
    segno.make(text).save(content, kind="png", scale=4)
    return SimpleUploadedFile(f"交车 {text}.png", content.getvalue(), content_type="image/png")

"""Companies around the group: fleets that buy, agents, rivals, what suppliers are beside makers."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from marque.crm import api as crm
from marque.foundation.dictionaries.words import entry
from marque.kernel.identity_numbers import uscc_check_character
from marque.kernel.names import make_name
from marque.parties import api as parties
from marque.simulation.market import AGENTS, COMPANIES, RIVALS, SUPPLIERS, TAGS, USUAL_STEPS
from marque.simulation.moments import moment
from marque.simulation.world import Showroom

CREDIT, LENT = Decimal(300_000), Decimal(80_000)
HALF_YEAR = timedelta(days=183)


def phone_of(number: int) -> str:
    """A mobile number that belongs to nobody: exchange 0000 is given to no subscriber."""
    return f"1{'3589'[number % 4]}{number // 4 % 10}0000{number % 10_000:04d}"


class Partners:
    """Makes and remembers them, store by store."""

    def __init__(self, rooms: list[Showroom], chance: Random) -> None:
        self.rooms = rooms
        self.chance = chance
        self.fleets: dict[str, list[Any]] = {}
        self.rivals: list[Any] = []
        self.numbers = 9_000

    def settle_in(self, room: Showroom, day: date) -> None:
        """Those of one store; what is the group's is made with the first store."""
        if not self.rivals:
            self._of_the_group(room, day)
        names = COMPANIES[room.plan.code]
        self.fleets[room.plan.code] = [self._company(room, day, name) for name in names]
        self._agent(room, day)
        lender, borrower = self.fleets[room.plan.code][:2]
        ends_on = day + HALF_YEAR
        with moment(day, 10, 0, room.manager):
            parties.agree_fleet(
                lender,
                details=parties.FleetDetails(
                    number=f"DKH-{room.plan.code}-{day:%Y}",
                    rate_discount=Decimal(3),
                    valid_from_on=day,
                    valid_to_on=day + 2 * HALF_YEAR,
                ),
                by=room.manager,
            )
        with moment(day, 10, 30, room.hq):
            limit = parties.LimitDetails(
                amount=CREDIT, starts_on=day, ends_on=ends_on, reason="年度大客户授信"
            )
            for company in (lender, borrower):
                parties.set_credit_limit(company, details=limit, by=room.hq, today=day)
            parties.lend_credit(
                lender=lender,
                borrower=borrower,
                details=parties.LoanDetails(
                    amount=LENT, until_on=ends_on, reason="同一集团内公司，临时调剂"
                ),
                by=room.hq,
                today=day,
            )

    def _of_the_group(self, room: Showroom, day: date) -> None:
        with moment(day, 9, 0, room.hq):
            for name, brand, model, price in RIVALS:
                rival = parties.save_competitor(
                    values={"name": name, "brand": brand, "strengths": "位置好，试驾车全"},
                    by=room.hq,
                )
                parties.note_price(
                    rival,
                    model=model,
                    amount_price=Decimal(price),
                    seen_on=day,
                    by=room.hq,
                    source="客户转述",
                )
                self.rivals.append(rival)
            for details in SUPPLIERS:
                supplier = parties.create_supplier(details=details, by=room.hq)
                person = parties.SupplierPerson(
                    name=self._person(), duty="客户经理", phone=self._phone()
                )
                parties.save_supplier_contact(supplier=supplier, person=person)
            for position, (name, action, stage, days) in enumerate(USUAL_STEPS, start=1):
                fields = {
                    "name": name,
                    "action": entry("crm.task_action", action),
                    "stage": entry("crm.stage", stage),
                    "days": days,
                    "position": 10 * position,
                }
                crm.save_template(None, fields=fields)
            for name, colour, rule in TAGS:
                values = {"name": name, "colour": colour}
                parties.save_tag(values=values, rule=rule, by=room.hq, today=day)

    def _company(self, room: Showroom, day: date, name: str) -> Any:
        body = f"91{room.plan.region}MA2{self.numbers:06d}"
        with moment(day, 9, 30, room.manager) as now:
            company = parties.create_customer(
                details=parties.CustomerDetails(
                    name=name,
                    phone=self._phone(),
                    kind="enterprise",
                    tax_id=body + uscc_check_character(body),
                    division=room.plan.region,
                    source="referral",
                ),
                store=room.store,
                by=room.manager,
                now=now,
            )
            parties.save_contact(
                company,
                details=parties.ContactDetails(
                    name=self._person(),
                    relation="行政经理",
                    phone=self._phone(),
                    is_primary=True,
                ),
                by=room.manager,
            )
        return company

    def _agent(self, room: Showroom, day: date) -> None:
        with moment(day, 9, 45, room.manager) as now:
            agent = parties.create_customer(
                details=parties.CustomerDetails(
                    name=AGENTS[room.plan.code],
                    phone=self._phone(),
                    kind="enterprise",
                    role="agent",
                    division=room.plan.region,
                    source="other",
                ),
                store=room.store,
                by=room.manager,
                now=now,
            )
            parties.save_contact(
                agent,
                details=parties.ContactDetails(
                    name=self._person(), relation="负责人", phone=self._phone(), is_primary=True
                ),
                by=room.manager,
            )

    def _phone(self) -> str:
        self.numbers += 1
        return phone_of(self.numbers)

    def _person(self) -> str:
        return make_name(self.chance, gender=self.chance.choice(("male", "female")))

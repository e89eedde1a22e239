"""Set up the demo group as its administrators would: people, books, catalogue, prices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management import call_command

from marque.accounting import api as accounting
from marque.accountsets.schemas import current_schema
from marque.catalog import api as catalog
from marque.crm import api as crm
from marque.foundation.access.authority import act_in
from marque.foundation.dictionaries.words import entries_of
from marque.kernel.identity_numbers import uscc_check_character
from marque.kernel.money import cents
from marque.organisation import api as organisation
from marque.organisation.models import Company, Department, Group, Position, Store, User
from marque.parties import api as parties
from marque.simulation.market import (
    ACCESSORIES,
    COLOURS,
    INTERIORS,
    MARGIN,
    OFFERS,
    Offer,
    list_price,
)
from marque.simulation.people import COMPANIES, DEPARTMENTS, PASSWORD, PEOPLE, STORES, StorePlan

STANDARD = "small"
OPENING = (
    accounting.LineDraft(account_code="1002", amount_debit=Decimal(30_000_000)),
    accounting.LineDraft(account_code="1405.03", amount_debit=Decimal(400_000)),
    accounting.LineDraft(account_code="3001", amount_credit=Decimal(30_400_000)),
)
"""What each company begins with: money in the bank, accessories on the shelf, capital."""
ROLES = {
    "manager": "manager",
    "cashier": "cashier",
    "warehouse": "keeper",
    "reception": "host",
    "dcc": "dcc",
}
"""Who of a store has which part in its days."""
Say = Callable[[str], None]


@dataclass(slots=True)
class Showroom:
    """One store with its people and what it can buy and sell."""

    plan: StorePlan
    store: Store
    offer: Offer
    supplier: Any
    wares: list[Any] = field(default_factory=list)
    colours: list[Any] = field(default_factory=list)
    interiors: list[Any] = field(default_factory=list)
    consultants: list[User] = field(default_factory=list)
    manager: Any = None
    cashier: Any = None
    keeper: Any = None
    host: Any = None
    dcc: Any = None
    hq: Any = None
    people: list[User] = field(default_factory=list)
    odometers: dict[int, int] = field(default_factory=dict)


def build_group(*, opened_on: date, say: Say) -> list[Showroom]:
    """Everything that must be there before the first car arrives."""
    Group.objects.update_or_create(
        pk=1, defaults={"name": "云和汽车集团", "name_en": "Yunhe Auto Group"}
    )
    companies = {code: _company(code, *rest) for code, *rest in COMPANIES}
    rooms = [_store(plan, companies[plan.company]) for plan in STORES]
    stores = {store.code: store for store in rooms}
    people = {plan.username: _hire(plan, stores, opened_on) for plan in PEOPLE}
    say("catalogue")
    hq = people["S0001"]
    _import_catalogue(hq)
    for company in companies.values():
        book = accounting.open_book(company=company, standard=STANDARD, on=opened_on, by=hq)
        accounting.enter_opening_balances(book=book, balances=OPENING, by=hq)
    _accessories(hq)
    say("prices")
    return [_showroom(plan, stores[plan.code], people, hq, opened_on) for plan in STORES]


def _company(code: str, name: str, name_en: str, tax_id: str) -> Company:
    body = tax_id[:17]
    return Company.objects.create(
        code=code, name=name, name_en=name_en, tax_id=body + uscc_check_character(body)
    )


def _store(plan: StorePlan, company: Company) -> Store:
    store = Store.objects.create(
        code=plan.code,
        name=plan.name,
        name_en=plan.name_en,
        short=plan.name[0],
        company=company,
        region=plan.region,
        address=plan.address,
        brand=plan.brand,
    )
    root = organisation.create_department(name=plan.name, company=company, store=store)
    for name in DEPARTMENTS:
        organisation.create_department(name=name, company=company, store=store, parent=root)
    return store


def _hire(plan: Any, stores: dict[str, Store], on: date) -> User:
    employee = organisation.hire_employee(staff_no=plan.username, name=plan.name, hired_on=on)
    User.objects.filter(pk=employee.user_id).update(name_en=plan.name_en, password=_password_hash())
    if plan.store:
        within = Department.objects.filter(store=stores[plan.store])
        department = within.get(name=plan.department or stores[plan.store].name)
    else:
        department = Department.objects.get(company__code="hq", parent__isnull=True)
    organisation.assign_post(
        employee=employee,
        department=department,
        position=Position.objects.get(code=plan.position),
        starts_on=on,
    )
    user: User = User.objects.get(pk=employee.user_id)
    act_in(user, employee.posts.select_related("department__store__company", "position").get())
    return user


@cache
def _password_hash() -> str:
    """All have the same password, which is printed; to hash it takes a third of a second."""
    return make_password(PASSWORD)


def _import_catalogue(administrator: User) -> None:
    source = resources.files("marque.catalog") / "data" / "open-ev-data.tar.gz"
    call_command(
        "import_data",
        "catalog.open_ev_data",
        Path(str(source)),
        schema=current_schema(),
        user=administrator.username,
        stdout=_Silence(),
        stderr=_Silence(),
    )


class _Silence:
    def write(self, text: str) -> None:
        """The command's own words are not shown under our progress bar."""


def _accessories(by: User) -> None:
    for code, name, name_en, price, cost in ACCESSORIES:
        catalog.save_accessory(
            accessory=catalog.Accessory(
                code=code, name=name, name_en=name_en, amount_price=price, amount_cost=cost
            ),
            by=by,
        )


def _showroom(
    plan: StorePlan, store: Store, people: dict[str, User], hq: User, on: date
) -> Showroom:
    offer = next(o for o in OFFERS if o.brand == plan.brand)
    brand = catalog.Brand.objects.get(key=offer.brand)
    room = Showroom(plan, store, offer, _supplier(offer, hq), hq=hq)
    room.wares = _priced_trims(brand, offer, hq, on)
    room.colours = [_colour(brand, "exterior", row, hq) for row in COLOURS]
    room.interiors = [_colour(brand, "interior", row, hq) for row in INTERIORS]
    for person in PEOPLE:
        if person.store != plan.code:
            continue
        user = people[person.username]
        room.people.append(user)
        if person.position == "consultant":
            room.consultants.append(user)
        elif person.position in ROLES:
            setattr(room, ROLES[person.position], user)
    _rules(room)
    return room


def _rules(room: Showroom) -> None:
    """Leads of the two big platforms go by turns, all others to whoever has the fewest."""
    words = [word for word in entries_of("crm.source") if word.code in {"dongchedi", "autohome"}]
    for draft in (
        crm.RuleDraft(name="懂车帝、汽车之家轮流", choose="turn", position=10, sources=words),
        crm.RuleDraft(name="其余线索给在跟最少的人", choose="load", position=20),
    ):
        crm.save_rule(draft=draft, store=room.store, by=room.manager)


def _supplier(offer: Offer, by: User) -> Any:
    found = parties.Supplier.objects.filter(code=offer.brand.upper()).first()
    return found or parties.create_supplier(
        details=parties.SupplierDetails(
            code=offer.brand.upper(), name=offer.supplier, kind="maker"
        ),
        by=by,
    )


@dataclass(frozen=True, slots=True)
class Ware:
    """A trim as the demo buys and sells it; both prices in yuan with VAT."""

    trim: Any
    amount_list: Decimal
    amount_cost: Decimal


def _priced_trims(brand: Any, offer: Offer, by: User, on: date) -> list[Ware]:
    newest = (
        catalog.list_trims_on_sale(on=on)
        .filter(model__series__brand=brand)
        .order_by("-model__year", "key")[: offer.trims]
    )
    wares = []
    for trim in newest:
        price = list_price(trim.range_km, trim.power_kw)
        catalog.set_price(trim=trim, amount_msrp=price, valid_from=on, by=by, source="demo")
        wares.append(Ware(trim, price, cents(price * MARGIN)))
    return wares


def _colour(brand: Any, place: str, row: tuple[str, str, str], by: User) -> Any:
    name, name_en, code = row
    return catalog.save_colour(
        colour=catalog.Colour(brand=brand, place=place, name=name, name_en=name_en, hex=code), by=by
    )

"""One store with people, customers and cars: what a benchmark sells."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import count

from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from bench.kit.books import SCHEMA
from marque.accounting.testing import open_demo_book
from marque.catalog.testing import make_accessory, make_colour, make_trim
from marque.inventory import api as inventory
from marque.kernel.vin import make_vin
from marque.organisation import api as organisation
from marque.organisation.models import Employee, Position, Store, User
from marque.organisation.testing import make_department, make_store
from marque.parties.testing import make_customer, make_supplier

PASSWORD = "Bench-2026!"
STORE = "bj"
LIST_PRICE = Decimal(181600)
_serials = count(500_001)

COPY_VEHICLES = """
INSERT INTO inventory_vehicle ({columns})
SELECT {values} FROM inventory_vehicle v, unnest(%s::text[]) AS new_vin WHERE v.id = %s
RETURNING id
"""


@dataclass(slots=True)
class World:
    """The store and who and what is in it."""

    store: Store
    users: list[User]
    customers: dict[str, int]  # by the username of their consultant
    template: int  # a vehicle that is copied
    vehicles: list[int] = field(default_factory=list)

    def take(self, number: int) -> list[int]:
        """So many vehicles that nobody has sold."""
        taken, self.vehicles = self.vehicles[:number], self.vehicles[number:]
        assert len(taken) == number
        return taken


def build(*, users: int, vehicles: int) -> World:
    """Fill the account set; the first vehicle and all people come by the real services."""
    connection.set_schema(SCHEMA)
    store = make_store("性能店", STORE)
    people = [hire(f"B{number:04d}", store) for number in range(users)]
    hashed = make_password(PASSWORD)
    User.objects.filter(pk__in=[user.pk for user in people]).update(password=hashed)
    keeper = hire("K0001", store, position="warehouse", department="仓库")
    open_demo_book(store.company, by=people[0])
    make_accessory("JP001", name="全车脚垫", price=Decimal(980), cost=Decimal(420))
    make_accessory("JP002", name="行车记录仪", price=Decimal(1280), cost=Decimal(640))
    customers = {
        user.username: make_customer(f"客户{user.username}", owner=user, store=store).pk
        for user in people
    }
    world = World(store, people, customers, 0)
    world.template = receive(world, keeper)
    world.vehicles = copy_vehicles(world.template, vehicles)
    return world


def receive(world: World, keeper: User) -> int:
    """One car bought and inspected."""
    now = timezone.now()
    trim = make_trim(msrp=LIST_PRICE)
    vehicle = inventory.receive_vehicle(
        car=inventory.Car(
            vin=next_vin(),
            trim_id=trim.pk,
            exterior_id=make_colour().pk,
            interior_id=make_colour("墨黑", place="interior").pk,
            certificate_no="YH2026000001",
        ),
        purchase=inventory.Purchase(
            supplier=make_supplier(by=keeper),
            amount_cost=Decimal("158700.00"),
            amount_input_vat=Decimal("20631.00"),
        ),
        store=world.store,
        place="A 库 01-01",
        by=keeper,
        now=now,
    )
    inventory.pass_pdi(vehicle_id=vehicle.pk, by=keeper, now=now)
    return vehicle.pk


def copy_vehicles(template: int, number: int) -> list[int]:
    """Cars like the template, each with a VIN of its own."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name = 'inventory_vehicle'"
            " AND column_name <> 'id' ORDER BY ordinal_position"
        )
        columns = [row[0] for row in cursor.fetchall()]
        values = ["new_vin" if name == "vin" else f"v.{name}" for name in columns]
        sql = COPY_VEHICLES.format(columns=", ".join(columns), values=", ".join(values))
        cursor.execute(sql, [[next_vin() for _ in range(number)], template])
        return [row[0] for row in cursor.fetchall()]


def next_vin() -> str:
    """A valid VIN that no other car has."""
    return make_vin("LSVAB2BR", 2026, "N", next(_serials))


def hire(
    username: str, store: Store, *, position: str = "consultant", department: str = "销售部"
) -> User:
    """Somebody with a post in the store."""
    employee: Employee = organisation.hire_employee(
        staff_no=username, name=username, hired_on=date(2026, 1, 1), password=None
    )
    organisation.assign_post(
        employee=employee,
        department=make_department(store, department),
        position=Position.objects.get(code=position),
        starts_on=date(2026, 1, 1),
    )
    return User.objects.get(pk=employee.user_id)

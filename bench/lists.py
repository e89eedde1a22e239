"""`./marque bench lists`: the list pages over 1,000 and over 100,000 orders.

The rows are copies of one real order, customer and car, made set by set in the account set of
the benchmarks.  For each page: the server's time, its SQL alone, and the number of queries, which
must not grow with the rows.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from statistics import median
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kit.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.kit.books import CODE, SCHEMA, account_set, owner  # noqa: E402
from bench.kit.world import STORE, World, build, hire  # noqa: E402
from marque.inventory import api as inventory  # noqa: E402
from marque.parties.models import Customer  # noqa: E402
from marque.sales import api as sales  # noqa: E402

SIZES = (1_000, 100_000)
TURNS = 15
LIMIT_MS = 50.0
PAGES = {
    "orders": f"/{STORE}/sales/orders/",
    "orders, page 3 by amount": f"/{STORE}/sales/orders/?page=3&sort=-amount_total",
    "stock": f"/{STORE}/vehicles/",
    "customers": f"/{STORE}/sales/customers/",
}
COPIED = {
    # table: what differs from the copied row, by the number n
    "inventory_vehicle": {
        "vin": "'LBENCH' || lpad(n::text, 11, '0')",
        "received_on": "current_date - (n %% 300)",
    },
    "parties_customer": {
        "number": "'CL' || n",
        "phone_index": "'b' || n",
        "id_number": "''",
        "id_index": "''",
        "name": "'客户' || n",
    },
    "sales_salesorder": {
        "number": "'SL' || n",
        "contract_number": "'HL' || n",
        "status": "(ARRAY['cancelled', 'confirmed', 'draft', 'submitted'])[1 + n %% 4]",
        "vehicle_id": "NULL::bigint",
        "signed_on": "current_date - (n %% 300)",
    },
}


def main(words: Sequence[str]) -> int:
    """Measure and print; returns 1 when the number of queries grows with the rows."""
    settings.ALLOWED_HOSTS = ["*"]
    with account_set(keep="--keep" in words):
        world = build(users=1, vehicles=1)
        template = first_order(world)
        reader = hire("G0001", world.store, position="gm")
        browser = signed_in(reader)
        counts: dict[str, set[int]] = {name: set() for name in PAGES}
        copied = 0
        for size in SIZES:
            copy_rows(template, copied + 1, size)
            copied = size
            print(
                f"\n{size:,} orders\n{'page':26} {'server ms':>10} {'its SQL':>8} {'queries':>8}",
                flush=True,
            )
            for name, path in PAGES.items():
                spent, sql, number = measure(browser, path)
                counts[name].add(number)
                mark = "" if spent <= LIMIT_MS else f"   over {LIMIT_MS:.0f} ms"
                print(f"{name:26} {spent:10.1f} {sql:8.1f} {number:8}{mark}", flush=True)
    grown = [name for name, numbers in counts.items() if len(numbers) > 1]
    print(
        "\n"
        + (
            f"The number of queries grows: {', '.join(grown)}"
            if grown
            else "Constant number of queries."
        )
    )
    return 1 if grown else 0


def first_order(world: World) -> dict[str, int]:
    """The real rows that are copied, by their table."""
    seller, now = world.users[0], timezone.now()
    vehicle = inventory.Vehicle.objects.select_related(
        "trim__model__series__brand", "exterior", "interior"
    ).get(pk=world.vehicles[0])
    customer = Customer.objects.get(pk=world.customers[seller.username])
    draft = sales.OrderDraft(
        customer=customer, vehicle=vehicle, amount_price=Decimal(179800),
        amount_deposit_due=Decimal(5000),
        items=(sales.ItemDraft(kind="accessory", code="JP001"),),
    )  # fmt: skip
    order = sales.place_order(draft=draft, store=world.store, by=seller, now=now)
    sales.confirm_order(order=order, by=seller, now=now)
    return {
        "inventory_vehicle": world.template,
        "parties_customer": customer.pk,
        "sales_salesorder": order.pk,
    }


def copy_rows(template: dict[str, int], first: int, last: int) -> None:
    """Copies number `first` to `last` of each row, past the audit trail."""
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        for table, differs in COPIED.items():
            columns = [
                row[0]
                for row in database.execute(
                    "SELECT column_name FROM information_schema.columns WHERE table_schema = %s"
                    " AND table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'",
                    [SCHEMA, table],
                ).fetchall()
            ]
            values = ", ".join(differs.get(name, f"t.{name}") for name in columns)
            database.execute(f"ALTER TABLE {table} DISABLE TRIGGER audit_record")
            database.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} t,"
                " generate_series(%s::int, %s::int) n WHERE t.id = %s",
                [first, last, template[table]],
            )
            database.execute(f"ALTER TABLE {table} ENABLE TRIGGER audit_record")
            database.execute(f"ANALYZE {table}")


def signed_in(user: Any) -> Client:
    """A browser of the test client in the account set."""
    browser = Client()
    browser.cookies["marque_books"] = CODE
    browser.force_login(user)
    return browser


def measure(browser: Client, path: str) -> tuple[float, float, int]:
    """Milliseconds of the server, of its SQL alone, and the number of queries."""
    statements: list[float] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            statements.append(time.perf_counter() - begun)

    times, alone, number = [], [], 0
    for turn in range(TURNS + 3):
        statements.clear()
        begun = time.perf_counter()
        with connection.execute_wrapper(watch):
            answer = browser.get(path)
        spent = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{path}: {answer.status_code}")
        if turn >= 3:
            times.append(1000 * spent)
            alone.append(1000 * sum(statements))
            number = len(statements)
    return median(times), median(alone), number


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

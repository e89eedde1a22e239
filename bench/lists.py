"""`./marque bench lists`: the list pages over 1,000 and over 100,000 orders.

The rows are copies of one real order, customer and car, made set by set in the account set of
the benchmarks, read by the page as the server runs it (its settings of the garbage collector too).
For each page: the server's time (median and best of the turns; on a busy machine the best says
more), the CPU time of the process without the database, the SQL alone, and the number of queries,
which must not grow with the rows.  The limit beside it is measured in the same run: one page of
rows by an index and nothing else, and the same frame around an empty list.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from decimal import Decimal
from importlib import import_module

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kit.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.kit.books import SCHEMA, account_set, owner  # noqa: E402
from bench.kit.copies import copy_rows  # noqa: E402
from bench.kit.measure import HEAD, measure, signed_in  # noqa: E402
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
DEEP = {
    "orders, the last page": f"/{STORE}/sales/orders/?view=all&page=999999999",
    "orders, counted and summed": f"/{STORE}/sales/orders/?exact=1",
    "the ageing bar alone": f"/{STORE}/vehicles/_/ageing/",
}
"""What reads every row because it was asked to: shown, and not held to the limit."""
EMPTY = f"/{STORE}/sales/orders/?view=all&by_amount_min=99999999999"
BARE = """
SELECT o.*, c.* FROM sales_salesorder o JOIN parties_customer c ON c.id = o.customer_id
 WHERE o.store_id = (SELECT min(id) FROM organisation_store) ORDER BY o.id DESC LIMIT 50
"""
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
    import_module("marque.config.wsgi")  # collects garbage as the server does
    with account_set(keep="--keep" in words):
        world = build(users=1, vehicles=1)
        template = first_order(world)
        reader = hire("G0001", world.store, position="gm")
        browser = signed_in(reader)
        counts: dict[str, list[int]] = {name: [] for name in PAGES}
        copied = 0
        for size in SIZES:
            for table, differs in COPIED.items():
                copy_rows(table, template[table], differs, copied + 1, size)
            copied = size
            print(f"\n{size:,} orders\n{HEAD}", flush=True)
            for name, path in PAGES.items():
                found = measure(browser, path)
                counts[name].append(found.queries)
                print(found.line(name, LIMIT_MS), flush=True)
            for name, path in DEEP.items():
                print(measure(browser, path).line(name), flush=True)
            print(measure(browser, EMPTY).line("limit: frame, no rows"), flush=True)
            print(f"{'limit: 50 rows by index':26} {bare():9.1f}", flush=True)
    grown = [name for name, numbers in counts.items() if max(numbers) > numbers[0]]
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


def bare() -> float:
    """The best time of the rows of one page, read by plain SQL."""
    times = []
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        for _turn in range(TURNS):
            begun = time.perf_counter()
            database.execute(BARE).fetchall()
            times.append(1000 * (time.perf_counter() - begun))
    return min(times)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

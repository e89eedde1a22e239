"""`./marque bench crm`: customers, leads and follow-ups at a dealer group's size.

200,000 customers with a lead each, one in ten of them in the chase, and 1,000,000 follow-ups in
one store, copied set by set from real rows in the account set of the benchmarks.  For each page the server's time, its CPU, its SQL
and the number of queries; beside it the limit of the same run: the same question in bare SQL.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
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
from marque.crm import api as crm  # noqa: E402
from marque.crm.words import LOST_REASON  # noqa: E402
from marque.foundation.secrets.sealing import blind_index  # noqa: E402

SIZES = (1_000, 200_000)
FOLLOW_UPS = 5
"""For each lead."""
NAMESAKES = 2_000
"""One customer in so many has the name that is searched."""
LIMIT_MS = 50.0
TURNS = 15
PHONE = "13857016128"
PAGES = {
    "leads": f"/{STORE}/sales/leads/",
    "leads, the whole store": f"/{STORE}/sales/leads/?view=store",
    "leads, kanban": f"/{STORE}/sales/leads/?as=kanban",
    "leads that ever came": f"/{STORE}/sales/leads/archive/",
    "lost leads": f"/{STORE}/sales/lost/",
    "follow-ups to do": f"/{STORE}/sales/follow-ups/",
    "customers": f"/{STORE}/sales/customers/",
    "find by phone": f"/{STORE}/search/?q={PHONE}",
    "find by phone tail": f"/{STORE}/search/?q={PHONE[-4:]}",
    "find by initials": f"/{STORE}/search/?q=wlp",
    "find by name": f"/{STORE}/search/?q=王丽萍",
}
BARE = {
    "50 leads with their customers": (
        "SELECT l.*, c.* FROM crm_lead l JOIN parties_customer c ON c.id = l.customer_id"
        " WHERE l.store_id = (SELECT min(id) FROM organisation_store) ORDER BY l.id DESC LIMIT 50"
    ),
    "50 follow-ups of the store": (
        "SELECT f.*, l.number FROM crm_followup f JOIN crm_lead l ON l.id = f.lead_id"
        " WHERE f.store_id = (SELECT min(id) FROM organisation_store)"
        " ORDER BY f.at DESC, f.id DESC LIMIT 50"
    ),
    "customer by phone": (
        "SELECT * FROM parties_customer WHERE phone_index = '{phone}' AND is_active"
    ),
}


def main(words: Sequence[str]) -> int:
    """Measure and print; returns 1 when the number of queries grows with the rows."""
    settings.ALLOWED_HOSTS = ["*"]
    import_module("marque.config.wsgi")  # collects garbage as the server does
    with account_set(keep="--keep" in words):
        world = build(users=1, vehicles=1)
        template = first_rows(world)
        browser = signed_in(hire("G0001", world.store, position="gm"))
        counts: dict[str, list[int]] = {name: [] for name in PAGES}
        copied = 0
        for size in SIZES:
            fill(template, copied + 1, size)
            copied = size
            print(f"\n{size:,} customers, {size * FOLLOW_UPS:,} follow-ups\n{HEAD}", flush=True)
            best = bare_times()
            for name, path in PAGES.items():
                found = measure(browser, path, turns=TURNS)
                counts[name].append(found.queries)
                print(found.line(name, LIMIT_MS), flush=True)
            for name, spent in best.items():
                print(f"{'bare SQL: ' + name:40} {spent:9.2f}", flush=True)
    grown = [name for name, numbers in counts.items() if max(numbers) > numbers[0]]
    if grown:
        print(f"\nThe number of queries grows: {', '.join(grown)}")
    else:
        print("\nConstant number of queries.")
    return 1 if grown else 0


def first_rows(world: World) -> dict[str, int]:
    """A real customer with a lead that was followed up: what is copied, by table."""
    seller, now = world.users[0], timezone.now()
    details = crm.LeadDetails(name="王丽萍", phone=PHONE, source="dongchedi")
    lead = crm.receive_lead(
        details=details, store=world.store, by=seller, now=now, owner=seller
    ).lead
    contact = crm.Contact(
        result="continue", words="周末来看车", level="A", next_at=now + timedelta(days=1)
    )
    done = crm.record_follow_up(lead=lead, contact=contact, by=seller, now=now)
    return {"parties_customer": lead.customer_id, "crm_lead": lead.pk, "crm_followup": done.pk}


def fill(template: dict[str, int], first: int, last: int) -> None:
    """Customers `first` to `last`, each with a lead and five follow-ups."""
    namesake = f"n %% {NAMESAKES} = 0"
    others = "(ARRAY['李建国','张晓彤','陈思远','刘一鸣'])[1 + n %% 4]"
    names = f"CASE WHEN {namesake} THEN t.name ELSE {others} END"
    words = f"CASE WHEN {namesake} THEN t.search_words ELSE ARRAY['x' || n %% 9999] END"
    customer = {
        "number": "'CL' || n",
        "phone_index": "'b' || n",
        "phone_tail": "'t' || n %% 10000",
        "id_number": "''",
        "id_index": "''",
        "name": names,
        "search_words": words,
        "created_at": "now() - n * interval '1 minute'",
    }
    copy_rows("parties_customer", template["parties_customer"], customer, first, last)
    lead = {
        "number": "'LL' || n",
        "customer_id": "c.id",
        "external_key": "''",
        "arrived_at": "now() - n * interval '1 minute'",
        "status": "CASE WHEN n %% 10 = 0 THEN 'open' WHEN n %% 10 < 7 THEN 'lost'"
        " ELSE 'delivered' END",
        "next_at": "CASE WHEN n %% 10 = 0 THEN now() + (n %% 3000 - 300) * interval '1 hour' END",
        "closed_at": "CASE WHEN n %% 10 BETWEEN 1 AND 6 THEN now() - n * interval '1 minute' END",
        "lost_reason_id": "CASE WHEN n %% 10 BETWEEN 1 AND 6 THEN"
        f" (SELECT min(id) FROM dictionaries_entry WHERE kind = '{LOST_REASON}') END",
    }
    of_customer = "JOIN parties_customer c ON c.number = 'CL' || n"
    copy_rows("crm_lead", template["crm_lead"], lead, first, last, of_customer)
    follow_up = {
        "lead_id": "l.id",
        "customer_id": "l.customer_id",
        "at": "now() - n * interval '20 seconds'",
        "next_at": "now() + interval '1 day'",
    }
    copy_rows(
        "crm_followup",
        template["crm_followup"],
        follow_up,
        (first - 1) * FOLLOW_UPS + 1,
        last * FOLLOW_UPS,
        f"JOIN crm_lead l ON l.number = 'LL' || (1 + (n - 1) / {FOLLOW_UPS})",
    )


def bare_times() -> dict[str, float]:
    """The best time of each bare question, in milliseconds."""
    found = {}
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        for name, question in BARE.items():
            asked = question.format(phone=blind_index("phone", PHONE))
            times = []
            for _turn in range(TURNS):
                begun = time.perf_counter()
                database.execute(asked).fetchall()
                times.append(1000 * (time.perf_counter() - begun))
            found[name] = min(times)
    return found


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

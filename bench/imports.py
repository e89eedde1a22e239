"""`./marque bench imports`: 10,000 customers, then 10,000 leads, from the matched columns to undo.

Each customer has a name of their own, a mobile, a resident ID, an address and a WeChat name, as
GB18030 that Chinese Excel writes.  Each lead brings a customer who is new and is given to one of
ten consultants by a rule, who each hear of it; one in ten asks again and is kept beside the chase.
The files are checked, imported and taken back by the services
that the pages call, in the account set of the benchmarks, each in a transaction of its own; the
seconds are those of the clock, beside them those that Python and this connection's server process
kept a processor busy: on a machine with other work these say what an idle one would need.

The limit of the same run is the bare COPY: the imported rows, written again as they lie in the
database into the same tables with the same indexes, constraints and audit triggers, by nothing
but PostgreSQL.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kit.settings"
django.setup()

import psycopg  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.kit.books import SCHEMA, account_set, owner  # noqa: E402
from bench.kit.world import World, build, hire  # noqa: E402
from marque.crm import api as crm  # noqa: E402
from marque.foundation.imports.models import ImportBatch  # noqa: E402
from marque.foundation.imports.services.map_columns import map_columns  # noqa: E402
from marque.foundation.imports.services.open_batch import open_batch  # noqa: E402
from marque.foundation.imports.services.run_batch import run_batch  # noqa: E402
from marque.foundation.imports.services.undo_batch import undo_batch  # noqa: E402
from marque.kernel.identity_numbers import resident_check_character  # noqa: E402
from marque.kernel.names import make_name  # noqa: E402
from marque.parties.models import Customer  # noqa: E402

ROWS = 10_000
CONSULTANTS = 10
HEAD = "姓名,手机号码,身份证号,地址,微信"
LEAD_HEAD = "称呼,手机,来源,意向级别,备注,线索ID"
MEGA = 1024


@dataclass(frozen=True, slots=True)
class Kind:
    """What is imported, how fast it should be, and which of its rows the bare COPY writes."""

    key: str
    unit: str
    limit_s: float
    file_of: Callable[[int], bytes]
    model: type[models.Model]
    tables: Mapping[str, str]
    """Table to the condition of the rows that the batch `{batch}` made there."""


def main(words: Sequence[str]) -> int:
    """Measure and print; returns 1 when a row is missing or left behind."""
    options = _options(words)
    with account_set(keep=options.keep):
        world = build(users=CONSULTANTS, vehicles=1)
        person = hire("G0001", world.store, position="gm")
        crm.save_rule(draft=crm.RuleDraft(name="轮流", choose="turn"), store=world.store, by=person)
        wrong = [kind.unit for kind in KINDS if not measured(kind, options.rows, world, person)]
    return 1 if wrong else 0


def measured(kind: Kind, rows: int, world: World, person: Any) -> bool:
    """Import, write bare and take back one file; whether everything came and went."""
    before = kind.model._default_manager.count()
    title = f"{rows:,} {kind.unit}"
    print(f"\n{title:18}{'seconds':>10}{'of Python':>12}{'PostgreSQL':>12}", flush=True)
    batch, spent, busy = bring_in(kind, kind.file_of(rows), world.store, person)
    made = kind.model._default_manager.count() - before
    bare = bare_copy(kind, batch)
    undone, _batch = timed("undo", lambda: undo_batch(batch_id=batch.pk, now=now(), by=person))
    left = kind.model._default_manager.count() - before
    say(spent, busy, bare, kind.limit_s * rows / ROWS)
    print(f"undone in {undone:.1f} s; {peak()} MB of memory at most")
    return (made, left) == (rows, 0)


def leads_of(rows: int) -> bytes:
    """A platform's file; one row in ten comes from somebody who asked a few rows before."""
    random = Random(2)
    lines = [LEAD_HEAD]
    for number in range(rows):
        again = number % 10 == 9
        phone = f"177{number - 5 if again else number:08d}"
        name = make_name(random, gender="female")
        lines.append(f"{name},{phone},{SOURCES[number % 3]},H,周末到店,P-{number}")
    return "\n".join(lines).encode("gb18030")


def customers_of(rows: int) -> bytes:
    """The same file every time."""
    random = Random(1)
    lines = [HEAD]
    for number in range(rows):
        day = f"{random.randint(1960, 2004)}{random.randint(1, 12):02d}{random.randint(1, 28):02d}"
        digits = f"330108{day}{random.randint(0, 999):03d}"
        identity = digits + resident_check_character(digits)
        name = make_name(random, gender="male")
        place = f"杭州市滨江区江南大道{number}号"
        lines.append(f"{name},166{number:08d},{identity},{place},wx{number}")
    return "\n".join(lines).encode("gb18030")


def bring_in(
    kind: Kind, content: bytes, store: Any, person: Any
) -> tuple[ImportBatch, float, float]:
    """The batch after its import, and the seconds of check and import: of the clock and busy."""
    _seconds, batch = timed(
        "upload",
        lambda: open_batch(
            kind_key=kind.key, file=io.BytesIO(content), file_name=f"{kind.unit}.csv",
            store=store, now=now(), by=person,
        ),
    )  # fmt: skip
    busy = -time.process_time() - server_time()
    checked, batch = timed(
        "check",
        lambda: map_columns(
            batch_id=batch.pk, mapping=batch.mapping, is_all_or_nothing=False, now=now(), by=person
        ),
    )
    run, batch = timed("import", lambda: run_batch(batch_id=batch.pk, now=now(), by=person))
    busy += time.process_time() + server_time()
    print(f"           {batch.message}")
    return batch, checked + run, busy


def bare_copy(kind: Kind, batch: ImportBatch) -> float:
    """Seconds of the same rows by COPY alone; they are taken away again."""
    made = f"SELECT object_id::bigint FROM imports_importrow WHERE batch_id = {batch.pk}"
    rows = {table: where.format(made=made) for table, where in kind.tables.items()}
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        columns = {table: ", ".join(_columns(database, table)) for table in rows}
        stored = {}
        for table, where in rows.items():
            wanted = f"COPY (SELECT {columns[table]} FROM {table} WHERE {where}) TO STDOUT"
            with database.cursor() as cursor, cursor.copy(wanted) as out:
                stored[table] = b"".join(out)
        with database.transaction(force_rollback=True):
            database.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, where in reversed(rows.items()):
                database.execute(
                    f"CREATE TEMP TABLE gone_{table} AS SELECT id FROM {table} WHERE {where}"
                )
            for table in rows:
                database.execute(f"DELETE FROM {table} WHERE id IN (SELECT id FROM gone_{table})")
            begun = time.perf_counter()
            for table, lines in stored.items():
                statement = f"COPY {table} ({columns[table]}) FROM STDIN"
                with database.cursor() as cursor, cursor.copy(statement) as into:
                    into.write(lines)
            return time.perf_counter() - begun


def _columns(database: psycopg.Connection, table: str) -> list[str]:
    """Every column that is written."""
    found = database.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = %s AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [SCHEMA, table],
    )
    return [name for (name,) in found.fetchall()]


def timed(name: str, act: Callable[[], Any]) -> tuple[float, Any]:
    """Run, print and give the seconds with the answer."""
    begun, python, server = time.perf_counter(), time.process_time(), server_time()
    answer = act()
    seconds = time.perf_counter() - begun
    python, server = time.process_time() - python, server_time() - server
    print(f"{name:10}{seconds:18.1f}{python:12.1f}{server:12.1f}", flush=True)
    return seconds, answer


def server_time() -> float:
    """Seconds that the server process of this connection has been busy; 0 if not to be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    try:
        told = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0.0
    user, system = told.rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def say(spent: float, busy: float, bare: float, limit: float) -> None:
    """The result beside the target and the limit."""
    word = "met" if spent <= limit else "missed"
    print(f"{'bare COPY':10}{bare:18.1f}")
    print(
        f"\nCheck and import: {spent:.1f} s (≤ {limit:.0f} s: {word});"
        f" {spent / bare:.1f} times the bare COPY of the same rows.\n"
        f"A processor was busy with it for {busy:.1f} s."
    )


def peak() -> int:
    """The most memory this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // MEGA


def now() -> Any:
    """The moment of an act."""
    return timezone.now()


def _options(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./marque bench imports")
    parser.add_argument("--rows", type=int, default=ROWS, help="rows in each file")
    parser.add_argument("--keep", action="store_true", help="leave the account set in place")
    return parser.parse_args(words)


_LEADS = "id IN ({made})"
SOURCES = ("懂车帝", "汽车之家", "易车")
KINDS = (
    Kind("parties.customer", "customers", 10.0, customers_of, Customer,
         {"parties_customer": "id IN ({made})"}),
    Kind("crm.leads", "leads", 20.0, leads_of, crm.Lead, {
        "parties_customer": f"id IN (SELECT customer_id FROM crm_lead WHERE {_LEADS})",
        "crm_lead": _LEADS,
        "crm_assignment": "lead_id IN ({made})",
        "documents_statuschange": "document_type = 'crm.lead' AND document_id IN ({made})",
        "notifications_notification":
            f"record IN (SELECT number FROM crm_lead WHERE {_LEADS})",
    }),
)  # fmt: skip
"""Seconds for 10,000 rows after the columns are matched: check and import together."""

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

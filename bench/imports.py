"""`./marque bench imports`: 10,000 customers out of a file, from the matched columns to the undo.

Each customer has a name of their own, a mobile, a resident ID, an address and a WeChat name, as
GB18030 that Chinese Excel writes.  The file is checked, imported and taken back by the services
that the pages call, in the account set of the benchmarks, each in a transaction of its own; the
seconds are those of the clock, beside them those that Python and this connection's server process
kept a processor busy: on a machine with other work these say what an idle one would need.

The limit of the same run is the bare COPY: the imported rows, written again as they lie in the
database into the same table with the same indexes, constraints and audit triggers, by nothing
but PostgreSQL.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.kit.settings"
django.setup()

import psycopg  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.kit.books import SCHEMA, account_set, owner  # noqa: E402
from bench.kit.world import build, hire  # noqa: E402
from marque.foundation.imports.models import ImportBatch  # noqa: E402
from marque.foundation.imports.services.map_columns import map_columns  # noqa: E402
from marque.foundation.imports.services.open_batch import open_batch  # noqa: E402
from marque.foundation.imports.services.run_batch import run_batch  # noqa: E402
from marque.foundation.imports.services.undo_batch import undo_batch  # noqa: E402
from marque.kernel.identity_numbers import resident_check_character  # noqa: E402
from marque.kernel.names import make_name  # noqa: E402
from marque.parties.models import Customer  # noqa: E402

ROWS = 10_000
LIMIT_S = 10.0
"""Seconds for 10,000 customers after the columns are matched: check and import together."""
HEAD = "姓名,手机号码,身份证号,地址,微信"
MEGA = 1024


def main(words: Sequence[str]) -> int:
    """Measure and print; returns 1 when a customer is missing or left behind."""
    options = _options(words)
    with account_set(keep=options.keep):
        world = build(users=1, vehicles=1)
        person = hire("G0001", world.store, position="gm")
        before = Customer.objects.count()
        print(f"{options.rows:<7,}{'seconds':>21}{'of Python':>12}{'PostgreSQL':>12}", flush=True)
        batch, spent, busy = bring_in(file_of(options.rows), world.store, person)
        made = Customer.objects.count() - before
        bare = bare_copy(batch)
        undone, _batch = timed("undo", lambda: undo_batch(batch_id=batch.pk, now=now(), by=person))
        left = Customer.objects.count() - before
        say(spent, busy, bare, options.rows)
        print(f"undone in {undone:.1f} s; {peak()} MB of memory at most")
    return 0 if (made, left) == (options.rows, 0) else 1


def file_of(rows: int) -> bytes:
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


def bring_in(content: bytes, store: Any, person: Any) -> tuple[ImportBatch, float, float]:
    """The batch after its import, and the seconds of check and import: of the clock and busy."""
    _seconds, batch = timed(
        "upload",
        lambda: open_batch(
            kind_key="parties.customer", file=io.BytesIO(content), file_name="customers.csv",
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


def bare_copy(batch: ImportBatch) -> float:
    """Seconds of the same rows by COPY alone; they are taken away again."""
    rows = f"SELECT object_id::bigint FROM imports_importrow WHERE batch_id = {batch.pk}"
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        columns = ", ".join(_columns(database))
        wanted = f"COPY (SELECT {columns} FROM parties_customer WHERE id IN ({rows})) TO STDOUT"
        with database.cursor() as cursor, cursor.copy(wanted) as out:
            stored = b"".join(out)
        with database.transaction(force_rollback=True):
            database.execute("SET CONSTRAINTS ALL DEFERRED")
            database.execute(f"DELETE FROM parties_customer WHERE id IN ({rows})")
            begun = time.perf_counter()
            with (
                database.cursor() as cursor,
                cursor.copy(f"COPY parties_customer ({columns}) FROM STDIN") as into,
            ):
                into.write(stored)
            return time.perf_counter() - begun


def _columns(database: psycopg.Connection) -> list[str]:
    """Every column that is written."""
    found = database.execute(
        "SELECT quote_ident(column_name) FROM information_schema.columns"
        " WHERE table_schema = %s AND table_name = 'parties_customer' AND is_generated = 'NEVER'"
        " ORDER BY ordinal_position",
        [SCHEMA],
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


def say(spent: float, busy: float, bare: float, rows: int) -> None:
    """The result beside the target and the limit."""
    limit = LIMIT_S * rows / ROWS
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
    parser.add_argument("--rows", type=int, default=ROWS, help="customers in the file")
    parser.add_argument("--keep", action="store_true", help="leave the account set in place")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Copies of a real row in sets, past the audit trail: only for measuring."""

from __future__ import annotations

from collections.abc import Mapping

from bench.kit.books import SCHEMA, owner

COLUMNS = """
SELECT column_name FROM information_schema.columns
 WHERE table_schema = %s AND table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'
"""


def copy_rows(
    table: str, key: int, differs: Mapping[str, str], first: int, last: int, join: str = ""
) -> None:
    """Copies number `first` to `last` of one row; `differs` says in SQL, by the number n (and by
    what is joined), which columns are not as in the row."""
    with owner() as database:
        database.execute(f"SET search_path = {SCHEMA}")
        columns = [row[0] for row in database.execute(COLUMNS, [SCHEMA, table]).fetchall()]
        values = ", ".join(differs.get(name, f"t.{name}") for name in columns)
        database.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        database.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} t CROSS JOIN"
            f" generate_series(%s::int, %s::int) n {join} WHERE t.id = %s",
            [first, last, key],
        )
        database.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        database.execute(f"VACUUM ANALYZE {table}")  # as autovacuum does after such a load

"""Give the data a new key: every sealed text of a schema is sealed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import connection, transaction
from psycopg import sql

from marque.foundation.secrets.fields import BlindIndexField, EncryptedTextField
from marque.foundation.secrets.keyring import INDEX, key_ring, new_entry
from marque.foundation.secrets.sealing import key_of, seal, unseal

BATCH = 2_000
Entries = tuple[tuple[str, str], ...]


def rotated_entries(entries: Entries, *, with_index: bool) -> Entries:
    """The ring with a fresh primary key before the old ones; on demand a fresh index key too."""
    numbers = [int(name[1:]) for name, _code in entries if name[1:].isdigit()]
    fresh = new_entry(f"k{max(numbers, default=0) + 1}")
    kept = tuple(entry for entry in entries if not (with_index and entry[0] == INDEX))
    return (fresh, *kept, *((new_entry(INDEX),) if with_index else ()))


def sealed_models() -> list[Any]:
    """Every model with an encrypted field or a blind index."""
    kinds = (EncryptedTextField, BlindIndexField)
    return [
        model
        for model in apps.get_models()
        if model._meta.managed
        and any(isinstance(field, kinds) for field in model._meta.local_concrete_fields)
    ]


@transaction.atomic
def reseal_schema() -> int:
    """Seal everything in the current schema with the primary key; returns the rows written."""
    present = set(connection.introspection.table_names())
    return sum(_reseal(model) for model in sealed_models() if model._meta.db_table in present)


def _reseal(model: Any) -> int:
    fields = model._meta.local_concrete_fields
    sealed = [field for field in fields if isinstance(field, EncryptedTextField)]
    indexes = [field for field in fields if isinstance(field, BlindIndexField)]
    columns = [str(field.column) for field in (*sealed, *indexes)]
    count, after = 0, 0
    with _untriggered(model):
        while rows := _rows(model, columns, after):
            after = rows[-1][0]
            wanted = [(row, _renewed(row, sealed, indexes)) for row in rows]
            changed = [(row[0], *new) for row, new in wanted if list(row[1:]) != new]
            _write(model, columns, changed)
            count += len(changed)
    return count


@contextmanager
def _untriggered(model: Any) -> Iterator[None]:
    """The content stays the same, so neither the guards nor the audit trail are concerned."""
    table = sql.Identifier(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table))
        yield
        cursor.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table))


def _renewed(row: Any, sealed: list[Any], indexes: list[Any]) -> list[Any]:
    """The columns of a row under the present ring."""
    primary = key_ring().primary
    stored = dict(zip([field.name for field in sealed], row[1:], strict=False))
    clear = {name: unseal(text or "") for name, text in stored.items()}
    return [
        text if not text or key_of(text) == primary else seal(clear[name])
        for name, text in stored.items()
    ] + [field.index_of(clear[field.source]) for field in indexes]


def _rows(model: Any, columns: list[str], after: int) -> list[Any]:
    query = sql.SQL("SELECT id, {} FROM {} WHERE id > %s ORDER BY id LIMIT %s FOR UPDATE").format(
        sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Identifier(model._meta.db_table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [after, BATCH])
        return list(cursor.fetchall())


def _write(model: Any, columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    if not rows:
        return
    line = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * (len(columns) + 1)))
    query = sql.SQL("UPDATE {} t SET {} FROM (VALUES {}) AS v (id, {}) WHERE t.id = v.id").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(
            sql.SQL("{0} = v.{0}").format(sql.Identifier(column)) for column in columns
        ),
        sql.SQL(", ").join([line] * len(rows)),
        sql.SQL(", ").join(map(sql.Identifier, columns)),
    )
    with connection.cursor() as cursor:
        cursor.execute(query, [value for row in rows for value in row])

"""Write a move and its line of history in one statement, composed once for each kind of move.

Every step of every document goes through here; composing two statements by the ORM costs several
times what running them does.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db import connection

MOVE = """
WITH moved AS (UPDATE {document} SET {values} WHERE {key} = %s RETURNING 1)
INSERT INTO {history} ({columns}) SELECT {marks} FROM moved
"""


def write_move(document: Any, change: Any, *, fields: tuple[str, ...]) -> None:
    """Save these fields of the document and the new line of history: both, or neither.

    Raises the model's DoesNotExist when the document has gone.
    """
    model: Any = type(document)
    history: Any = type(change)
    sql, of_document, of_change = _composed(model, history, fields)
    values = [*_values(document, of_document), document.pk, *_values(change, of_change)]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        if not cursor.rowcount:
            raise model.DoesNotExist(document.pk)


def _values(row: Any, fields: tuple[Any, ...]) -> list[Any]:
    return [field.get_db_prep_save(field.pre_save(row, add=False), connection) for field in fields]


@cache
def _composed(
    document: Any, change: Any, names: tuple[str, ...]
) -> tuple[str, tuple[Any, ...], tuple[Any, ...]]:
    quote = connection.ops.quote_name
    saved = tuple(document._meta.get_field(name) for name in names)
    written = tuple(field for field in change._meta.concrete_fields if not field.primary_key)
    sql = MOVE.format(
        document=quote(document._meta.db_table),
        values=", ".join(f"{quote(field.column)} = %s" for field in saved),
        key=quote(document._meta.pk.column),
        history=quote(change._meta.db_table),
        columns=", ".join(quote(field.column) for field in written),
        marks=", ".join(f"%s::{field.db_type(connection)}" for field in written),
    )
    return sql, saved, written

"""Copy an account set with all its rows: for a student, or to try something out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection
from django_tenants.clone import CloneSchema

from marque.accountsets.models import AccountSet, AccountSetStatus
from marque.accountsets.schemas import leave_books
from marque.accountsets.services.create import register_account_set
from marque.accountsets.services.migrate import finish_schema

_cloner: Any = CloneSchema()

RENAMED = """
SELECT t.relname, copy.conname, original.conname
  FROM pg_constraint original
  JOIN pg_class o ON o.oid = original.conrelid
  JOIN pg_class t ON t.relname = o.relname AND t.relnamespace = to_regnamespace(%(copy)s)
  JOIN pg_constraint copy ON copy.conrelid = t.oid AND copy.contype = original.contype
   AND pg_get_constraintdef(copy.oid) = pg_get_constraintdef(original.oid)
 WHERE original.connamespace = to_regnamespace(%(source)s) AND original.contype = 'u'
   AND copy.conname <> original.conname
   AND NOT EXISTS (SELECT 1 FROM pg_constraint same
                    WHERE same.conrelid = t.oid AND same.conname = original.conname)
"""


def clone_account_set(*, source: AccountSet, code: str, name: str, starts_on: date) -> AccountSet:
    """Copy `source` whole, triggers and rows, under a new code.

    The copy is made by PostgreSQL in one transaction; a failure leaves no half schema.
    """
    books = register_account_set(code=code, name=name, starts_on=starts_on, is_practice=True)
    try:
        _cloner.clone_schema(source.schema_name, books.schema_name)
    except Exception:
        leave_books()
        AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.FAILED)
        raise
    _name_alike(source.schema_name, books.schema_name)
    finish_schema(books.schema_name)  # functions that name their schema: those of the copy
    AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.ACTIVE)
    books.refresh_from_db()
    return books


def _name_alike(source: str, copy: str) -> None:
    """Give unique constraints their names back, by which later migrations know them."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(RENAMED, {"source": source, "copy": copy})
        for table, name, wanted in cursor.fetchall():
            cursor.execute(
                f"ALTER TABLE {quote(copy)}.{quote(table)}"
                f" RENAME CONSTRAINT {quote(name)} TO {quote(wanted)}"
            )

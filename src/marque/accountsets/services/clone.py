"""Copy an account set with all its rows: for a student, or to try something out."""

from __future__ import annotations

from datetime import date
from typing import Any

from django_tenants.clone import CloneSchema

from marque.accountsets.models import AccountSet, AccountSetStatus
from marque.accountsets.schemas import leave_books
from marque.accountsets.secure import secure_schema
from marque.accountsets.services.create import register_account_set

_cloner: Any = CloneSchema()


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
    secure_schema(books.schema_name)
    AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.ACTIVE)
    books.refresh_from_db()
    return books

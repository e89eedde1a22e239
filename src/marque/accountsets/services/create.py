"""Open a new account set (PLT-01)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from marque.accountsets.models import CODE, PATTERN, SYSTEM, AccountSet, AccountSetStatus
from marque.accountsets.schemas import leave_books, within
from marque.accountsets.services.migrate import migrate_books
from marque.kernel.errors import Duplicate, InvalidInput

Seed = Callable[[AccountSet], None]
seeds: list[Seed] = []
"""Called inside a new schema, and again after an upgrade: each gives what is new to the set."""


def register_account_set(
    *, code: str, name: str, starts_on: date, note: str = "", is_practice: bool = False
) -> AccountSet:
    """Write the new set down as being created; `build_account_set` does the long part.

    Raises InvalidInput for a code that cannot name a schema, Duplicate for a taken one.
    """
    if not PATTERN.match(code):
        raise InvalidInput(str(CODE.message), field="code")
    if code == SYSTEM or AccountSet.objects.filter(code=code).exists():
        raise Duplicate(_("账套代码 %(code)s 已被使用，请换一个") % {"code": code})
    return AccountSet.objects.create(
        code=code,
        schema_name=f"books_{code}",
        name=name,
        starts_on=starts_on,
        note=note,
        is_practice=is_practice,
    )


def plant(books: AccountSet) -> None:
    """Give the set, inside its schema, what every set starts with and it does not have yet."""
    for seed in seeds:
        seed(books)


def build_account_set(books: AccountSet, administrator: Callable[[], None]) -> AccountSet:
    """Make the schema, fill in what every set starts with, and let its administrator in."""
    try:
        migrate_books(books.schema_name)
        with within(books.schema_name), transaction.atomic():
            plant(books)
            administrator()
    except Exception:
        leave_books()
        AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.FAILED)
        raise
    AccountSet.objects.filter(pk=books.pk).update(status=AccountSetStatus.ACTIVE)
    books.refresh_from_db()
    return books

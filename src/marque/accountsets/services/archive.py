"""Close an account set for good, keeping every row."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.accountsets.models import SYSTEM, AccountSet, AccountSetStatus
from marque.kernel.errors import InvalidTransition


def archive_account_set(*, books: AccountSet, now: datetime) -> AccountSet:
    """Nobody can log in to an archived set any more; sessions in it end at once."""
    if books.code == SYSTEM or books.status != AccountSetStatus.ACTIVE:
        raise InvalidTransition(_("只有使用中的账套才能归档"))
    books.status = AccountSetStatus.ARCHIVED
    books.archived_at = now
    _write(books)
    return books


def restore_account_set(*, books: AccountSet) -> AccountSet:
    """Open an archived set again."""
    if books.status != AccountSetStatus.ARCHIVED:
        raise InvalidTransition(_("只有已归档的账套才能恢复"))
    books.status = AccountSetStatus.ACTIVE
    books.archived_at = None
    _write(books)
    return books


def _write(books: Any) -> None:
    books.save(update_fields=["status", "archived_at"])

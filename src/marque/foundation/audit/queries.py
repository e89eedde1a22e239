"""Read and prove the audit trail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from marque.foundation.audit.models import Change, Link
from marque.foundation.audit.sql import BROKEN_LINKS, LOST_TAILS


@dataclass(frozen=True, slots=True)
class Proof:
    """`broken` names changes whose hash does not fit; `cut` the chains with a missing end."""

    links: int
    broken: tuple[int, ...]
    cut: tuple[int, ...]

    @property
    def is_whole(self) -> bool:
        return not self.broken and not self.cut


def verify_chains(*, at_most: int = 20) -> Proof:
    """Recompute every hash of the current account set."""
    with connection.cursor() as cursor:
        cursor.execute(BROKEN_LINKS, [at_most])
        broken = tuple(row[0] for row in cursor.fetchall())
        cursor.execute(LOST_TAILS)
        cut = tuple(row[0] for row in cursor.fetchall())
    return Proof(Link.objects.count(), broken, cut)


def changes_of(table: str, row_id: Any) -> Any:
    """The changes of one row, newest first."""
    return Change.objects.filter(table_name=table, row_id=str(row_id)).select_related("link")

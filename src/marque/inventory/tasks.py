"""What the scheduler runs in every account set."""

from __future__ import annotations

from django.utils import timezone

from marque.inventory.services.expire_locks import expire_locks


def expire_locks_task() -> int:
    """End the locks that have run out; returns how many."""
    return len(expire_locks(now=timezone.now()))


PERIODIC = (("* * * * *", "inventory.expire_locks", expire_locks_task),)

"""Tell the open boards of a showroom, and the people who are wanted there."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from marque.crm.models import TestDrive, Visit
from marque.foundation.live.publish import publish
from marque.foundation.notifications.services import notify, settle


def floor_changed(store: Any) -> None:
    """Make the open boards of the store read again, once the transaction commits."""
    publish(f"floor:{store.code}", "floor:changed")


def drive_changed(drive: TestDrive) -> None:
    """Make the open pages of a test drive and the boards of its store read again."""
    publish(f"drive:{drive.number}", "drive:changed", number=drive.number)
    publish(f"floor:{drive.store.code}", "drives:changed")


def tell(
    users: Iterable[Any], title: str, document: Visit | TestDrive, *, by: Any, kind: str = "todo"
) -> None:
    """Ring the bell of others about a visit or a test drive; whoever did it knows already."""
    others = [user for user in users if user.pk != getattr(by, "pk", None)]
    if others:
        url = document.get_absolute_url()
        notify(others, kind=kind, title=title, url=url, record=document.number)


def settle_todos(document: Visit | TestDrive, *, now: datetime) -> None:
    """What was to be done about it is done."""
    settle(record=document.number, now=now)

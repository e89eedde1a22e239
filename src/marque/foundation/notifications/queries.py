"""What the bell and the notification centre show."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from marque.accountsets import plans
from marque.foundation.notifications.models import Notification, NotificationKind


def list_of(user: Any, *, kind: str = "", unread_only: bool = False) -> QuerySet[Notification]:
    """The user's notifications, the newest first."""
    rows = Notification.objects.filter(user=user)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.filter(read_at__isnull=True) if unread_only else rows


def count_waiting(user: Any) -> int:
    """How many wait for the user to act: the number in the bell."""
    with plans.kept():
        return list_of(user, kind=NotificationKind.TODO, unread_only=True).count()


def has_news(user: Any) -> bool:
    """Whether anything at all is unread: the dot without a number."""
    return list_of(user, unread_only=True).exists()

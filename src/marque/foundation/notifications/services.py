"""Tell people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from marque.foundation.live.publish import publish
from marque.foundation.notifications.models import Notification

BATCH = 2_000


def notify(users: Iterable[Any], *, kind: str, title: str, url: str = "", record: str = "") -> None:
    """Ring the bell of each user once; the browsers hear of it when the transaction commits."""
    people = list({user.pk: user for user in users}.values())
    Notification.objects.bulk_create(
        Notification(user=user, kind=kind, title=title[:200], url=url, record=record)
        for user in people
    )
    for user in people:
        publish(f"bell:{user.pk}", "bell", title=title[:80], kind=kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One line for one person's bell."""

    user: Any
    kind: str
    title: str
    url: str = ""
    record: str = ""


def notify_each(notices: Sequence[Notice]) -> None:
    """Write many notices at once; each bell rings once for all of its own."""
    Notification.objects.bulk_create(
        (
            Notification(
                user=notice.user,
                kind=notice.kind,
                title=notice.title[:200],
                url=notice.url,
                record=notice.record,
            )
            for notice in notices
        ),
        batch_size=BATCH,
    )
    last = {notice.user.pk: notice for notice in notices}
    for pk, notice in last.items():
        publish(f"bell:{pk}", "bell", title=notice.title[:80], kind=notice.kind)


def mark_read(*, user: Any, now: datetime, pk: int | None = None) -> int:
    """Mark one notification of the user, or all of them, as read."""
    unread = Notification.objects.filter(user=user, read_at__isnull=True)
    return unread.filter(**({"pk": pk} if pk else {})).update(read_at=now)


def forget(*, records: Iterable[str]) -> None:
    """These records never were: nobody is told of them any more, read or not."""
    Notification.objects.filter(record__in=list(records)).delete()


def settle(*, record: str, kind: str = "todo", now: datetime) -> int:
    """What was to be done about this record is done: nobody needs to see it as open."""
    return Notification.objects.filter(record=record, kind=kind, read_at__isnull=True).update(
        read_at=now
    )

"""Channels by which leads come in, and calendar feeds: secrets made, checked and taken back."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.crm.models import CalendarFeed, Channel
from marque.crm.services.basics import pick
from marque.crm.words import SOURCE
from marque.kernel.errors import InvalidInput, NotAuthorised
from marque.organisation.models import Store, User

SECRET_BYTES = 32


def digest(secret: str) -> str:
    """What is kept of a secret; the secret itself is long and random."""
    return hashlib.sha256(secret.encode()).hexdigest()


@transaction.atomic
def open_channel(
    *, store: Store, kind: str, name: str, source: str, by: User, now: datetime
) -> tuple[Channel, str]:
    """Let leads of a source come in; returns the channel and its key, which is shown once."""
    if not by.has_perm("crm.edit_rules"):
        raise NotAuthorised(_("您没有设置线索渠道的权限。"))
    if kind not in Channel.Kind.values:
        raise InvalidInput(_("请选择接入方式。"), field="kind")
    if not name.strip():
        raise InvalidInput(_("请填写渠道名称。"), field="name")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    channel = Channel.objects.create(
        store=store,
        kind=kind,
        name=name.strip()[:60],
        source=pick(SOURCE, source, field="source"),
        token=digest(secret) if kind == Channel.Kind.API else secrets.token_urlsafe(12),
        by=by,
        created_at=now,
    )
    return channel, secret if kind == Channel.Kind.API else channel.token


@transaction.atomic
def switch_channel(*, channel: Channel, is_active: bool, by: User) -> Channel:
    """Close a channel, or open it again."""
    if not by.has_perm("crm.edit_rules"):
        raise NotAuthorised(_("您没有设置线索渠道的权限。"))
    channel.is_active = is_active
    channel.save(update_fields=["is_active"])
    return channel


def find_channel(kind: str, secret: str) -> Channel | None:
    """The open channel of a key or form token; None for any other."""
    token = digest(secret) if kind == Channel.Kind.API else secret
    found: Channel | None = (
        Channel.objects.filter(kind=kind, token=token[:64], is_active=True, by__is_active=True)
        .select_related("store__company", "source", "by")
        .first()
    )
    return found


def channel_used(channel: Channel, *, now: datetime) -> None:
    """Note when a channel last brought something."""
    Channel.objects.filter(pk=channel.pk).update(used_at=now)


@transaction.atomic
def make_feed(*, user: User, now: datetime) -> str:
    """A new secret for the calendar feed; an older one stops working at once."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"digest": digest(secret), "created_at": now, "read_at": None}
    )
    return secret


@transaction.atomic
def close_feed(*, user: User) -> None:
    """Close the calendar feed."""
    CalendarFeed.objects.filter(user=user).delete()


def reader_of_feed(secret: str, *, now: datetime) -> Any:
    """Whose calendar a secret opens; None for a wrong or closed one."""
    feeds = CalendarFeed.objects.filter(digest=digest(secret), user__is_active=True)
    feed = feeds.select_related("user").first()
    if feed is None:
        return None
    CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)
    return feed.user

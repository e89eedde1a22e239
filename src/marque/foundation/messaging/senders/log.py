"""The sender that sends nothing: it only records, for shops without a contract and for trials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext_lazy as _

from marque.foundation.messaging.models import Channel, ChannelSetting
from marque.foundation.messaging.senders.registry import LOG, Outgoing


class LogSender:
    """Takes everything, delivers nothing."""

    key = LOG
    label = _("只记录，不外发")
    channels = frozenset(Channel.values)

    @contextmanager
    def open(self, setting: ChannelSetting) -> Iterator[LogSender]:  # noqa: ARG002 - of the protocol
        """There is nothing to connect to."""
        yield self

    def send(self, message: Outgoing) -> str:
        """The reference says that it was only recorded."""
        return f"log:{message.key}"

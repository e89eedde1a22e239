"""Senders: how messages of a channel leave the house.  A provider is one class, registered."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.translation import gettext as _

from marque.foundation.messaging.models import ChannelSetting
from marque.kernel.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrOrPromise as StrOrPromise

LOG = "log"


class SendFailed(DomainError):
    """The message was not taken; the sentence says why.  `ends_all` when no other would be."""

    def __init__(self, message: str, *, ends_all: bool = False) -> None:
        super().__init__(message[:200])
        self.ends_all = ends_all


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as a sender gets it; `key` is ours and unique."""

    key: str
    channel: str
    to: str
    subject: str
    body: str


class Line(Protocol):
    """An open connection."""

    def send(self, message: Outgoing) -> str:
        """Hand a message over and return the provider's reference.

        Raises:
            SendFailed: it was not taken.
        """


class Sender(Protocol):
    """One way of sending."""

    @property
    def key(self) -> str:
        """The code kept in settings."""

    @property
    def label(self) -> StrOrPromise:
        """What administrators read."""

    @property
    def channels(self) -> frozenset[str]:
        """The channels it can do."""

    def open(self, setting: ChannelSetting) -> AbstractContextManager[Line]:
        """Connect for a batch of messages.

        Raises:
            SendFailed: there is no connection.
        """


_senders: dict[str, Sender] = {}


def register_sender(sender: Sender) -> None:
    """Offer a sender; the same key again replaces it."""
    _senders[sender.key] = sender


def senders_for(channel: str) -> list[Sender]:
    """The senders that can do a channel."""
    return [sender for sender in _senders.values() if channel in sender.channels]


def setting_of(channel: str, *, store: Any) -> ChannelSetting:
    """The setting of the store, else that of all stores, else one that only records."""
    found: ChannelSetting | None = (
        ChannelSetting.objects.filter(channel=channel, store=store).first()
        or ChannelSetting.objects.filter(channel=channel, store=None).first()
    )
    return found or ChannelSetting(channel=channel, sender=LOG)


def sender_of(setting: ChannelSetting) -> Sender:
    """The sender of a setting.

    Raises:
        SendFailed: the setting names one that is not there.
    """
    sender = _senders.get(setting.sender)
    if sender is None or setting.channel not in sender.channels:
        raise SendFailed(_("“%s”通道没有可用的发送方式") % setting.get_channel_display())
    return sender

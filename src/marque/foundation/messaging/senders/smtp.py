"""E-mail by SMTP.  What the setting leaves out comes from the environment:
MARQUE_SMTP_HOST, _PORT, _SECURITY, _USER, _PASSWORD and _FROM."""

from __future__ import annotations

import os
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import make_msgid
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.foundation.messaging.models import Channel, ChannelSetting
from marque.foundation.messaging.senders.registry import Outgoing, SendFailed

TIMEOUT = 20
PORTS = {"none": 25, "starttls": 587, "tls": 465}
TROUBLE = (OSError, smtplib.SMTPException, ValueError)


def _env(name: str) -> str:
    return os.environ.get(f"MARQUE_SMTP_{name}", "")


def _backend(setting: ChannelSetting) -> EmailBackend:
    own = bool(setting.host)
    security = setting.security if own else _env("SECURITY") or "tls"
    port = setting.port if own else int(_env("PORT") or 0)
    return EmailBackend(
        host=setting.host or _env("HOST"),
        port=port or PORTS[security],
        username=setting.username if own else _env("USER"),
        password=setting.password if own else _env("PASSWORD"),
        use_tls=security == "starttls",
        use_ssl=security == "tls",
        timeout=TIMEOUT,
    )


class SmtpSender:
    """Any mail server."""

    key = "smtp"
    label = gettext_lazy("SMTP 邮件服务器")
    channels = frozenset({Channel.EMAIL.value})

    @contextmanager
    def open(self, setting: ChannelSetting) -> Iterator[SmtpLine]:
        """One connection for all messages of a batch."""
        sender = setting.from_address or _env("FROM")
        backend = _backend(setting)
        if not (backend.host and sender):
            raise SendFailed(_("还没有设置邮件服务器或发件人"), ends_all=True)
        try:
            backend.open()
        except TROUBLE as error:
            raise SendFailed(_("连不上邮件服务器：%s") % _reason(error), ends_all=True) from error
        try:
            yield SmtpLine(backend, sender)
        finally:
            backend.close()


class SmtpLine:
    """An open connection to a mail server."""

    def __init__(self, backend: EmailBackend, sender: str) -> None:
        self.backend, self.sender = backend, sender

    def send(self, message: Outgoing) -> str:
        """Hand one mail over; the reference is its Message-ID."""
        reference = make_msgid(
            message.key, domain=self.sender.rpartition("@")[2].strip("> ") or None
        )
        mail = EmailMessage(
            " ".join(message.subject.split()),
            message.body,
            self.sender,
            [message.to],
            headers={"Message-ID": reference},
            connection=self.backend,
        )
        try:
            mail.send()
        except smtplib.SMTPServerDisconnected as error:
            raise SendFailed(_("邮件服务器断开了连接"), ends_all=True) from error
        except TROUBLE as error:
            raise SendFailed(_("邮件服务器没有接收：%s") % _reason(error)) from error
        return reference


def _reason(error: Any) -> str:
    """What a server said, in one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        error = next(iter(error.recipients.values()))
        said = error[1]
    else:
        said = getattr(error, "smtp_error", None) or str(error)
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:120]

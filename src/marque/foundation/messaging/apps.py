from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MessagingConfig(AppConfig):
    """Messages to customers and others: SMS, e-mail, WeCom, fax."""

    name = "marque.foundation.messaging"
    label = "messaging"
    verbose_name = _("消息")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer the senders that need no contract with anybody."""
        from marque.foundation.messaging.senders.log import LogSender
        from marque.foundation.messaging.senders.registry import register_sender
        from marque.foundation.messaging.senders.smtp import SmtpSender
        from marque.foundation.messaging.tables import FAMILIES
        from marque.foundation.ui import status_families

        status_families.register("message", FAMILIES)
        register_sender(LogSender())
        register_sender(SmtpSender())

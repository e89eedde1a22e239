"""Flows: processes that cross several apps."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FlowsConfig(AppConfig):
    """The app that connects what one app announces to what another does."""

    name = "marque.flows"
    verbose_name = _("业务流程")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Make every subscription of the system."""
        from marque.flows import customer_messages, customer_ownership, customer_pages, wiring

        wiring.connect()
        customer_messages.connect()
        customer_ownership.connect()
        customer_pages.connect()

"""Customers and suppliers: who the group trades with."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """The app of parties."""

    name = "marque.parties"
    verbose_name = _("客户与供应商")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """A leaver's customers are handed over with everything else they own."""
        from marque.foundation.administration.hand_over import Estate, register_estate
        from marque.foundation.imports.registry import register_kind
        from marque.parties.import_kinds import KINDS
        from marque.parties.queries import count_customers_of
        from marque.parties.services.transfer_customers import transfer_customers

        for kind in KINDS:
            register_kind(kind)
        register_estate(Estate(_("客户"), count_customers_of, transfer_customers))

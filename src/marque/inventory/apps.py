"""Inventory: vehicles in stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from marque.accounting.api import Source


class InventoryConfig(AppConfig):
    """The app of vehicles."""

    name = "marque.inventory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("整车库存")

    def ready(self) -> None:
        """Vouchers lead to their vehicle, suppliers to what we paid; new account sets start with a
        checklist."""
        from marque.accounting import api as accounting
        from marque.accountsets.services.create import seeds
        from marque.inventory.queries.purchases import purchases_from
        from marque.inventory.services.seed_pdi_items import seed_pdi_items
        from marque.parties import api as parties

        accounting.register_source("inventory.vehicle", vehicle_url)
        parties.register_purchases("inventory.vehicle", purchases_from)
        if seed_pdi_items not in seeds:
            seeds.append(seed_pdi_items)


def vehicle_url(source: Source) -> str:
    """The page of the vehicle that a voucher was made from."""
    return reverse("inventory:vehicle_detail", kwargs={"store": source.store, "vin": source.number})

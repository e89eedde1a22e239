"""What we paid a supplier for vehicles."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from marque.inventory.models import Vehicle
from marque.parties import api as parties


def purchases_from(
    supplier: parties.Supplier, *, user: Any, store: Any, most: int
) -> list[parties.SupplierPurchase]:
    """The newest vehicles bought from a supplier; nothing without the right to see costs."""
    if not user.has_perm("inventory.view_vehiclecost"):
        return []
    bought = (
        Vehicle.objects.visible_to(user)
        .in_store(store)
        .filter(supplier=supplier, amount_cost__isnull=False, received_on__isnull=False)
        .select_related("trim__model__series__brand", "store")
        .order_by("-received_on", "-pk")[:most]
    )
    return [
        parties.SupplierPurchase(
            bought_on=vehicle.received_on,
            what=vehicle.trim.full_name,
            number=vehicle.vin,
            url=reverse(
                "inventory:vehicle_detail", kwargs={"store": vehicle.store.code, "vin": vehicle.vin}
            ),
            amount_price=vehicle.amount_cost,
        )
        for vehicle in bought
    ]

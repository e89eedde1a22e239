"""Vehicles of sales orders: what happens in the stock reaches the order."""

from __future__ import annotations

from marque.inventory import api as inventory
from marque.sales import api as sales

ORDER = "sales.salesorder"


def lock_expired(event: inventory.LockExpired) -> None:
    """An order whose hold ran out before the deposit came has no vehicle any more."""
    if event.holder_type == ORDER:
        sales.lose_vehicle(order_id=event.holder_id, vehicle_id=event.vehicle_id)


def vehicle_inspected(event: inventory.VehicleInspected) -> None:
    """A car passed its PDI: the pages of the order that holds it read again."""
    if event.is_passed:
        sales.refresh_order_of_vehicle(vehicle_id=event.vehicle_id)

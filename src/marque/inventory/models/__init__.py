"""The tables of inventory."""

from __future__ import annotations

from marque.inventory.models.inspections import PDIInspection, PDIItem
from marque.inventory.models.locks import LockHolder, VehicleLock
from marque.inventory.models.movements import MovementKind, VehicleMovement
from marque.inventory.models.places import ParkingPlace
from marque.inventory.models.vehicles import Vehicle

__all__ = [
    "LockHolder",
    "MovementKind",
    "PDIInspection",
    "PDIItem",
    "ParkingPlace",
    "Vehicle",
    "VehicleLock",
    "VehicleMovement",
]

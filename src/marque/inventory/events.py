"""What inventory tells the apps above it."""

from __future__ import annotations

from dataclasses import dataclass

from marque.kernel.events import Event


@dataclass(frozen=True, slots=True)
class VehicleReceived(Event):
    """A car was received into stock and waits for its inspection."""

    vehicle_id: int
    vin: str
    store_id: int


@dataclass(frozen=True, slots=True)
class VehicleInspected(Event):
    """A pre-delivery inspection ended; only a passed car is saleable."""

    vehicle_id: int
    vin: str
    store_id: int
    is_passed: bool


@dataclass(frozen=True, slots=True)
class VehicleIssued(Event):
    """A car left the stock for the holder of its lock."""

    vehicle_id: int
    vin: str
    store_id: int
    holder_type: str
    holder_id: int


@dataclass(frozen=True, slots=True)
class VehicleReturned(Event):
    """A car that had been issued came back into stock before delivery."""

    vehicle_id: int
    vin: str
    store_id: int


@dataclass(frozen=True, slots=True)
class VehicleDelivered(Event):
    """A car was handed to its customer."""

    vehicle_id: int
    vin: str
    store_id: int


@dataclass(frozen=True, slots=True)
class LockExpired(Event):
    """A lock ran out; the car is saleable again."""

    lock_id: int
    vehicle_id: int
    vin: str
    store_id: int
    holder_type: str
    holder_id: int
    holder_number: str
    held_by_id: int

"""What other apps may use of inventory."""

from __future__ import annotations

from marque.inventory.events import (
    LockExpired,
    VehicleDelivered,
    VehicleInspected,
    VehicleIssued,
    VehicleReceived,
    VehicleReturned,
)
from marque.inventory.models import (
    LockHolder,
    ParkingPlace,
    PDIInspection,
    PDIItem,
    Vehicle,
    VehicleLock,
    VehicleMovement,
)
from marque.inventory.queries.demo_cars import list_demo_cars
from marque.inventory.queries.stock import (
    AgeBucket,
    StateCount,
    count_by_state,
    list_age_buckets,
    sum_stock_value,
)
from marque.inventory.queries.trace import TraceEntry, list_trace
from marque.inventory.queries.vehicles import (
    find_lock,
    find_lock_of,
    find_vehicle,
    list_held_vehicles,
    list_orderable_vehicles,
    list_saleable_vehicles,
    list_stock,
    search_vehicles,
)
from marque.inventory.services.arrivals import Car, Purchase
from marque.inventory.services.change_certificate import change_certificate
from marque.inventory.services.change_state import change_state
from marque.inventory.services.complete_pdi import complete_pdi
from marque.inventory.services.deliver_vehicle import deliver_vehicle
from marque.inventory.services.expect_vehicle import expect_vehicle
from marque.inventory.services.expire_locks import expire_locks
from marque.inventory.services.extend_lock import extend_lock
from marque.inventory.services.issue_vehicle import issue_vehicle
from marque.inventory.services.lock_for_customer import (
    lock_for_customer,
    release_for_customer,
)
from marque.inventory.services.lock_vehicle import lock_vehicle
from marque.inventory.services.move_place import move_place
from marque.inventory.services.pass_pdi import pass_pdi
from marque.inventory.services.receive_vehicle import receive_vehicle
from marque.inventory.services.record_mileage import record_mileage
from marque.inventory.services.record_pdi_item import record_pdi_item
from marque.inventory.services.release_lock import release_lock
from marque.inventory.services.return_vehicle import return_vehicle
from marque.inventory.services.seed_pdi_items import seed_pdi_items
from marque.inventory.services.start_pdi import start_pdi
from marque.inventory.services.void_vehicle import void_vehicle
from marque.inventory.workflow import (
    CertificateStatus,
    PDIResult,
    PDIStatus,
    VehicleStatus,
)

__all__ = [
    "AgeBucket",
    "Car",
    "CertificateStatus",
    "LockExpired",
    "LockHolder",
    "PDIInspection",
    "PDIItem",
    "PDIResult",
    "PDIStatus",
    "ParkingPlace",
    "Purchase",
    "StateCount",
    "TraceEntry",
    "Vehicle",
    "VehicleDelivered",
    "VehicleInspected",
    "VehicleIssued",
    "VehicleLock",
    "VehicleMovement",
    "VehicleReceived",
    "VehicleReturned",
    "VehicleStatus",
    "change_certificate",
    "change_state",
    "complete_pdi",
    "count_by_state",
    "deliver_vehicle",
    "expect_vehicle",
    "expire_locks",
    "extend_lock",
    "find_lock",
    "find_lock_of",
    "find_vehicle",
    "issue_vehicle",
    "list_age_buckets",
    "list_demo_cars",
    "list_held_vehicles",
    "list_orderable_vehicles",
    "list_saleable_vehicles",
    "list_stock",
    "list_trace",
    "lock_for_customer",
    "lock_vehicle",
    "move_place",
    "pass_pdi",
    "receive_vehicle",
    "record_mileage",
    "record_pdi_item",
    "release_for_customer",
    "release_lock",
    "return_vehicle",
    "search_vehicles",
    "seed_pdi_items",
    "start_pdi",
    "sum_stock_value",
    "void_vehicle",
]

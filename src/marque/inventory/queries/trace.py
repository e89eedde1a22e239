"""The whole life of one vehicle, from two tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from marque.inventory.models import MovementKind, Vehicle, VehicleLock, VehicleMovement

ICONS = {
    MovementKind.SHIP: ("truck-delivery", "gray"),
    MovementKind.RECEIVE: ("truck-delivery", "blue"),
    MovementKind.PASS_PDI: ("clipboard-check", "green"),
    MovementKind.FAIL_PDI: ("alert-circle", "red"),
    MovementKind.REPORT_DAMAGE: ("alert-circle", "red"),
    MovementKind.REPAIR: ("tools", "amber"),
    MovementKind.PLACE: ("map-pin", "gray"),
    MovementKind.CERTIFICATE: ("certificate", "purple"),
    MovementKind.ISSUE: ("package-export", "amber"),
    MovementKind.RETURN: ("arrow-back-up", "amber"),
    MovementKind.DELIVER: ("key", "green"),
    MovementKind.VOID: ("x", "gray"),
}


@dataclass(frozen=True, slots=True)
class TraceEntry:
    """One line of the timeline, newest first on the page."""

    at: datetime
    title: str
    text: str
    icon: str
    family: str


def list_trace(vehicle: Vehicle) -> list[TraceEntry]:
    """Everything that happened to a vehicle, newest first; two statements."""
    entries = [
        _moved(movement) for movement in vehicle.movements.select_related("by").order_by("at")
    ]
    for lock in vehicle.locks.select_related("held_by", "released_by"):
        entries.extend(_held(lock))
    return sorted(entries, key=lambda entry: entry.at)[::-1]


def _moved(movement: VehicleMovement) -> TraceEntry:
    icon, family = ICONS.get(MovementKind(movement.kind), ("car", "blue"))
    place = (
        f"{movement.from_place} → {movement.to_place}" if movement.from_place else movement.to_place
    )
    parts = (movement.by.name, place, movement.document_number, movement.note)
    return TraceEntry(
        at=movement.at,
        title=movement.get_kind_display(),
        text=" · ".join(str(part) for part in parts if part),
        icon=icon,
        family=family,
    )


def _held(lock: VehicleLock) -> Iterator[TraceEntry]:
    reason = f" · {lock.reason}" if lock.reason else ""
    yield TraceEntry(lock.created_at, _("锁定"), lock.holder_name + reason, "lock", "amber")
    if lock.released_at:
        who = lock.released_by.name if lock.released_by else _("系统")
        yield TraceEntry(
            lock.released_at,
            _("释放锁定"),
            f"{who} · {lock.release_reason}",
            "lock-open",
            "gray",
        )

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.workflow import VEHICLE_WORKFLOW
from marque.kernel.errors import InvalidInput
from marque.organisation.models import User

BY_HAND = frozenset(
    {
        "report_damage",
        "repair",
        "put_on_display",
        "take_off_display",
        "start_test_drives",
        "end_test_drives",
    }
)
"""The moves that a person decides on the vehicle's own page, with nothing else to do."""
NEEDS_NOTE = frozenset({"report_damage", "repair"})


@transaction.atomic
def change_state(*, vehicle_id: int, name: str, by: User, now: datetime, note: str = "") -> Vehicle:
    """Make one of the moves `BY_HAND`: to the showroom, to repair, and back."""
    if name not in BY_HAND:
        raise InvalidInput(_("不支持的操作"))
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    transition = VEHICLE_WORKFLOW.check(name, vehicle, by)
    if name in NEEDS_NOTE and not note.strip():
        raise InvalidInput(_("请说明原因"), field="note")
    vehicle.move(transition, by=by, now=now, note=note.strip()[:200])
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

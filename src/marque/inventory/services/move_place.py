from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import MovementKind, ParkingPlace, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.workflow import FINAL
from marque.kernel.errors import InvalidInput, InvalidTransition
from marque.organisation.models import User


@transaction.atomic
def move_place(
    *,
    vehicle_id: int,
    place: ParkingPlace | str,
    by: User,
    now: datetime,
    note: str = "",
) -> Vehicle:
    """Stand a vehicle somewhere else in its store."""
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    if vehicle.status in FINAL:
        raise InvalidTransition(
            _("车辆 %(vin)s %(status)s，不能移位")
            % {"vin": vehicle.short_vin, "status": vehicle.get_status_display()}
        )
    if isinstance(place, ParkingPlace) and place.store_id != vehicle.store_id:
        raise InvalidInput(_("该车位不在车辆所在门店"), field="place")
    if not str(place).strip():
        raise InvalidInput(_("请填写位置"), field="place")
    before = vehicle.put(place.strip()[:40] if isinstance(place, str) else place)
    vehicle.trace(MovementKind.PLACE, by=by, now=now, note=note, from_place=before)
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

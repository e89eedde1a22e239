from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import Vehicle
from marque.kernel.errors import InvalidInput


@transaction.atomic
def record_mileage(*, vehicle_id: int, mileage_km: int) -> Vehicle:
    """Write down a reading of the odometer, in kilometres; it never runs backwards."""
    vehicle: Vehicle = Vehicle.objects.locked().get(pk=vehicle_id)
    if mileage_km < vehicle.mileage_km:
        raise InvalidInput(
            _("里程 %(new)d 公里小于上次记录的 %(old)d 公里，请核对")
            % {"new": mileage_km, "old": vehicle.mileage_km},
            field="mileage_km",
        )
    if mileage_km > vehicle.mileage_km:
        vehicle.mileage_km = mileage_km
        vehicle.save(update_fields=["mileage_km"])
    return vehicle

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.events import VehicleDelivered
from marque.inventory.models import LockHolder, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.services.lock_vehicle import check_holder
from marque.inventory.services.release_lock import release_lock
from marque.inventory.workflow import CertificateStatus, step
from marque.kernel.events import bus
from marque.organisation.models import User


@transaction.atomic
def deliver_vehicle(*, vehicle_id: int, holder: LockHolder, by: User, now: datetime) -> Vehicle:
    """Hand an issued vehicle and its certificate to the customer; the lock ends."""
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    transition = step("deliver", vehicle)
    check_holder(vehicle, holder, now=now)
    vehicle.certificate_status = CertificateStatus.HANDED_OVER
    vehicle.save(update_fields=["certificate_status"])
    vehicle.put(_("已交客户"))
    vehicle.move(transition, by=by, now=now, number=holder.number)
    release_lock(vehicle_id=vehicle.pk, holder=holder, by=by, reason=_("已交车"), now=now)
    bus.publish(VehicleDelivered(vehicle_id=vehicle.pk, vin=vehicle.vin, store_id=vehicle.store_id))
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import ParkingPlace, Vehicle
from marque.inventory.workflow import FINAL
from marque.kernel.errors import Duplicate, NotAvailable
from marque.organisation.models import Store, User


@transaction.atomic
def add_place(*, store: Store, zone: str, slot: str, by: User) -> ParkingPlace:
    """A new place of a store; one that exists is refused."""
    del by  # the audit of writes names who it was
    place, is_new = ParkingPlace.objects.get_or_create(
        store=store, zone=zone.strip(), slot=slot.strip()
    )
    if not is_new:
        raise Duplicate(_("车位 %(place)s 已存在") % {"place": place.label})
    return place


@transaction.atomic
def switch_place(*, place_id: int, by: User) -> ParkingPlace:
    """Put a place out of use or back into use; a place with a vehicle on it stays."""
    del by
    place = ParkingPlace.objects.select_for_update().get(pk=place_id)
    taken = Vehicle.objects.filter(place=place).exclude(status__in=FINAL).exists()
    if place.is_active and taken:
        raise NotAvailable(_("车位 %(place)s 上还有车辆，不能停用") % {"place": place.label})
    place.is_active = not place.is_active
    place.save(update_fields=["is_active"])
    return place

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marque.inventory.events import VehicleInspected
from marque.inventory.models import PDIInspection, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.workflow import PDI_WORKFLOW, VEHICLE_WORKFLOW
from marque.kernel.events import bus
from marque.organisation.models import User


@transaction.atomic
def complete_pdi(
    *, inspection_id: int, by: User, now: datetime, conclusion: str = ""
) -> PDIInspection:
    """Close an inspection by its answers: one finding sends the car to repair, none into stock.

    Raises `GuardRefused` while items are open.  Only a passed car is saleable.
    """
    inspection: PDIInspection = PDIInspection.objects.locked().get(pk=inspection_id)
    is_passed = inspection.quantity_failed == 0
    transition = PDI_WORKFLOW.check("pass" if is_passed else "fail", inspection, by)
    vehicle: Vehicle = (
        Vehicle.objects.select_related("store").locked().get(pk=inspection.vehicle_id)
    )
    step = VEHICLE_WORKFLOW.check("pass_pdi" if is_passed else "fail_pdi", vehicle, by)
    inspection.inspector = by
    inspection.finished_at = now
    inspection.conclusion = conclusion.strip()[:200]
    inspection.move(
        transition,
        by=by,
        note=inspection.conclusion,
        also=("inspector", "finished_at", "conclusion"),
    )
    vehicle.move(step, by=by, now=now, note=inspection.conclusion, number=inspection.number)
    bus.publish(
        VehicleInspected(
            vehicle_id=vehicle.pk,
            vin=vehicle.vin,
            store_id=vehicle.store_id,
            is_passed=is_passed,
        )
    )
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return inspection

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.numbering.services import next_number
from marque.inventory.models import PDIInspection, PDIItem, Vehicle
from marque.inventory.services.seed_pdi_items import seed_pdi_items
from marque.inventory.workflow import PDI_WORKFLOW, VehicleStatus
from marque.kernel.errors import InvalidTransition
from marque.organisation.models import User

NUMBER_KIND = "inventory.pdiinspection"


@transaction.atomic
def start_pdi(*, vehicle_id: int, by: User, now: datetime) -> PDIInspection:
    """Open the inspection of a vehicle that waits for one, with the checklist of today.

    An inspection that is open already is returned: two people with two phones share it.
    """
    vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    if vehicle.status != VehicleStatus.PENDING_PDI:
        raise InvalidTransition(
            _("车辆 %(vin)s 当前为“%(status)s”，不需要 PDI 检查")
            % {"vin": vehicle.short_vin, "status": vehicle.get_status_display()}
        )
    open_one: PDIInspection | None = PDIInspection.objects.filter(
        vehicle=vehicle, status=PDI_WORKFLOW.initial
    ).first()
    if open_one:
        return open_one
    inspection: PDIInspection = PDIInspection.objects.create(
        number=next_number(NUMBER_KIND, store=vehicle.store, on=timezone.localdate(now)),
        store=vehicle.store,
        owner=by,
        created_at=now,
        created_by=by,
        inspector=by,
        status=PDI_WORKFLOW.initial,
        vehicle=vehicle,
        checklist=_blank_checklist(),
    )
    return inspection


def _blank_checklist() -> list[dict[str, str]]:
    seed_pdi_items()
    return [
        {
            "code": item.code,
            "group": item.group,
            "name": item.name,
            "result": "",
            "note": "",
        }
        for item in PDIItem.objects.filter(is_active=True)
    ]

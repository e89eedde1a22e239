from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import MovementKind, Vehicle
from marque.inventory.services.announce import announce_stock
from marque.inventory.workflow import FINAL, CertificateStatus
from marque.kernel.errors import InvalidInput, InvalidTransition
from marque.organisation.models import User


@transaction.atomic
def change_certificate(
    *, vehicle_id: int, status: str, number: str, by: User, now: datetime
) -> Vehicle:
    """Write down where the certificate is now; it goes to the customer by delivery only."""
    vehicle: Vehicle = Vehicle.objects.select_related("store").locked().get(pk=vehicle_id)
    if vehicle.status in FINAL:
        raise InvalidTransition(_("车辆已售或已作废，不能修改合格证"))
    if status not in CertificateStatus.values or status == CertificateStatus.HANDED_OVER:
        raise InvalidInput(_("请选择合格证状态"), field="certificate_status")
    vehicle.certificate_status = status
    vehicle.certificate_no = number.strip()[:30]
    vehicle.save(update_fields=["certificate_status", "certificate_no"])
    vehicle.trace(
        MovementKind.CERTIFICATE, by=by, now=now, note=str(CertificateStatus(status).label)
    )
    announce_stock(vehicle.store, vehicle_id=vehicle.pk)
    return vehicle

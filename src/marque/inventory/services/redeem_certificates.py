from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from marque.inventory.models import MovementKind, Vehicle
from marque.inventory.workflow import OWNED, CertificateStatus
from marque.kernel.errors import InvalidInput
from marque.organisation.models import User


@transaction.atomic
def redeem_certificates(*, vehicle_ids: Sequence[int], by: User, now: datetime) -> int:
    """Write down that the bank was asked for these certificates; returns how many.

    Vehicles whose certificate is not at the bank are left alone; none at all is refused.
    """
    vehicles = list(
        Vehicle.objects.filter(
            pk__in=vehicle_ids,
            status__in=OWNED,
            certificate_status=CertificateStatus.AT_BANK,
        ).locked()
    )
    if not vehicles:
        raise InvalidInput(_("所选车辆的合格证都不在银行监管"))
    for vehicle in vehicles:
        vehicle.certificate_status = CertificateStatus.REDEEMING
        vehicle.save(update_fields=["certificate_status"])
        vehicle.trace(
            MovementKind.CERTIFICATE,
            by=by,
            now=now,
            note=str(CertificateStatus.REDEEMING.label),
        )
    return len(vehicles)

"""What the printed test-drive agreement says."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from marque.crm.models import TestDrive
from marque.crm.queries.agreements import clauses_of, is_unchanged
from marque.kernel.phones import mask_phone


def agreement_data(drive: TestDrive, *, user: Any, now: Any) -> dict[str, Any]:
    """The agreement as it was signed; the text of its version, the signature, its fingerprint."""
    car = drive.vehicle
    return {
        "number": drive.number,
        "version": drive.agreement_version,
        "seller": drive.store.name,
        "seller_company": drive.store.company.name,
        "customer": drive.customer.name,
        "phone": mask_phone(drive.customer.phone),
        "driver": drive.driver_name,
        "licence": drive.licence_class,
        "until": str(drive.licence_until or ""),
        "checked_by": drive.licence_checked_by.name if drive.licence_checked_by else "",
        "model": f"{car.trim.model.name} {car.trim.name}",
        "vin": car.vin,
        "starts": _minute(drive.starts_at),
        "ends": _minute(drive.ends_at),
        "route": drive.route,
        "consultant": drive.owner.name,
        "odometer_out": "" if drive.odometer_out is None else f"{drive.odometer_out} km",
        "odometer_in": "" if drive.odometer_in is None else f"{drive.odometer_in} km",
        "clauses": list(clauses_of(drive)),
        "signed_name": drive.signed_name,
        "signed_at": _minute(drive.agreed_at),
        "signature_bytes": list(bytes(drive.signature or b"")),
        "digest": drive.agreement_digest,
        "is_unchanged": is_unchanged(drive),
        "printed_by": user.name,
        "printed_at": _minute(now),
    }


def _minute(value: Any) -> str:
    return date_format(timezone.localtime(value), "Y-m-d H:i") if value else ""

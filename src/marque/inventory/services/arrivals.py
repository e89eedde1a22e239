"""What is known of a car when it is expected or arrives, and the checks that both share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from marque.catalog.api import Trim
from marque.inventory.models import ParkingPlace, Vehicle
from marque.inventory.workflow import FINAL, CertificateStatus
from marque.kernel.errors import Duplicate, InvalidInput
from marque.kernel.money import cents
from marque.kernel.vin import Severity, normalise_vin, vin_problem
from marque.organisation.models import Store
from marque.parties.api import Supplier

ONE_A_VIN = ("inventory_vehicle_one_owned_vin", "inventory_vehicle_unique_episode")
"""The constraints behind `refuse_owned_vin`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Car:
    """The car itself.  `vin_reason` says why a VIN that fails its check digit is right."""

    vin: str
    trim_id: int
    exterior_id: int | None = None
    interior_id: int | None = None
    engine_number: str = ""
    certificate_no: str = ""
    certificate_status: str = CertificateStatus.AT_STORE
    keys_count: int = 2
    mileage_km: int = 0
    vin_reason: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What the car cost: yuan without VAT, and the VAT on the supplier's invoice."""

    supplier: Supplier
    amount_cost: Decimal
    amount_input_vat: Decimal
    invoice_no: str = ""
    invoice_on: date | None = None


def checked_vin(car: Car) -> str:
    """The VIN as it is stored; refuses a wrong one, and a doubtful one without a reason."""
    problem = vin_problem(car.vin)
    if problem and (problem.severity is Severity.HARD or not car.vin_reason.strip()):
        raise InvalidInput(str(problem.message), field="vin")
    return normalise_vin(car.vin)


def check_purchase(purchase: Purchase) -> None:
    """Refuses a cost of nothing and a negative VAT."""
    if cents(purchase.amount_cost) <= 0:
        raise InvalidInput(_("进价应大于零"), field="amount_total")
    if cents(purchase.amount_input_vat) < 0:
        raise InvalidInput(_("进项税额不能为负数"), field="amount_total")


def refuse_owned_vin(vin: str, *, store: Store) -> None:
    """A company owns a VIN once at a time; it may come back after it was sold."""
    owned = (
        Vehicle.objects.filter(company_id=store.company_id, vin=vin)
        .exclude(status__in=FINAL)
        .select_related("store")
        .first()
    )
    if owned:
        raise Duplicate(
            _("车架号 %(vin)s 已在 %(store)s（%(status)s），不能重复登记")
            % {
                "vin": vin,
                "store": owned.store.name,
                "status": owned.get_status_display(),
            }
        )


def new_vehicle(*, vin: str, store: Store) -> Vehicle:
    """An unsaved vehicle of the next episode of this VIN, not standing anywhere yet."""
    episodes = Vehicle.objects.filter(company_id=store.company_id, vin=vin).count()
    return Vehicle(vin=vin, episode=episodes + 1, company_id=store.company_id)


def save_once(vehicle: Vehicle) -> None:
    """Save a vehicle; refuses if somebody else saved this VIN at the same moment."""
    try:
        with transaction.atomic():
            vehicle.save()
    except IntegrityError as error:  # the database has the last word
        if not any(name in str(error) for name in ONE_A_VIN):
            raise
        raise Duplicate(
            _("车架号 %(vin)s 刚刚被他人登记，不能重复登记") % {"vin": vehicle.vin}
        ) from error


def describe(vehicle: Vehicle, car: Car) -> None:
    """Write what is known of the car onto the vehicle; the VIN stays."""
    vehicle.trim = Trim.objects.get(pk=car.trim_id)
    vehicle.exterior_id = car.exterior_id
    vehicle.interior_id = car.interior_id
    vehicle.engine_number = car.engine_number
    vehicle.certificate_no = car.certificate_no
    vehicle.certificate_status = car.certificate_status
    vehicle.keys_count = car.keys_count
    vehicle.mileage_km = car.mileage_km
    vehicle.vin_exception = car.vin_reason
    vehicle.remark = car.remark


def stand(vehicle: Vehicle, place: ParkingPlace | str) -> None:
    """Set the place of a vehicle that is about to be saved."""
    vehicle.place = None if isinstance(place, str) else place
    vehicle.place_text = place if isinstance(place, str) else place.label

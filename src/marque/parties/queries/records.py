"""What the customer file knows: mileages that cannot be, what expires, the customer's cars."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Max, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marque.foundation.dictionaries import parameters
from marque.parties.models import (
    EXPIRING,
    INSURED,
    Customer,
    DealingKind,
    DealingRecord,
    ServiceRecord,
)

SHOWN = 20
MOST_CARS = 8


# -- mileage --------------------------------------------------------------------------------------
def mileage_warning(record: ServiceRecord) -> str:
    """Why the mileage is odd beside the other visits of the car; empty when it is not."""
    if record.mileage_km is None:
        return ""
    others = (
        ServiceRecord.objects.valid()
        .filter(customer=record.customer_id, mileage_km__isnull=False)
        .filter(_same_car(record))
        .exclude(pk=record.pk)
        .values_list("came_on", "mileage_km")
    )
    before = others.filter(came_on__lt=record.came_on, mileage_km__gt=record.mileage_km)
    return mileage_words(record.mileage_km, before.order_by("-mileage_km").first())


def _same_car(record: ServiceRecord) -> Q:
    """Visits of the same car; a visit that names none is compared with all."""
    if record.vin:
        return Q(vin=record.vin) | Q(vin="", plate=record.plate)
    return Q(plate=record.plate) if record.plate else Q()


def mileage_words(mileage: int, before: tuple[date, int] | None) -> str:
    """The warning beside an earlier visit with more on the clock."""
    if before is None:
        return ""
    return _("里程 %(km)s 公里低于 %(day)s 进厂时的 %(before)s 公里，请核对。") % {
        "km": f"{mileage:,}",
        "day": before[0].isoformat(),
        "before": f"{before[1]:,}",
    }


# -- what expires ---------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Expiry:
    """Something of a car that is due again: `days` are negative when it is over."""

    kind: str
    label: str
    car: str
    expires_on: date
    days: int

    @property
    def words(self) -> str:
        """For a chip."""
        what = f"{self.label} {self.car}".strip()
        if self.days < 0:
            return _("%(what)s 已过期") % {"what": what}
        if self.days == 0:
            return _("%(what)s 今天到期") % {"what": what}
        left = ngettext("%(what)s %(n)d 天后到期", "%(what)s %(n)d 天后到期", self.days)
        return left % {"what": what, "n": self.days}

    @property
    def family(self) -> str:
        """Red when it is over."""
        return "red" if self.days < 0 else "amber"


def expiring_of(customer: Customer, *, today: date) -> list[Expiry]:
    """Insurance and inspections of the customer's cars that end about now, the first first.

    What was renewed no longer counts; how many days count is a parameter.  Two queries.
    """
    days = int(parameters.value("parties.expiry_days", store=customer.store))
    rows = (
        DealingRecord.objects.valid()
        .filter(customer=customer, kind__in=EXPIRING)
        .order_by()
        .values("kind", "plate", "vin")
        .annotate(ends=Max("expires_on"))
    )
    last: dict[tuple[bool, str], tuple[date, str, str]] = {}
    for row in rows:
        car = row["plate"] or row["vin"][-6:]
        key = (row["kind"] in INSURED, car)
        kind = DealingKind.RENEWAL if row["kind"] in INSURED else DealingKind.INSPECTION
        last[key] = max(last.get(key, (date.min, "", "")), (row["ends"], kind, car))
    near = timedelta(days=days)
    found = [
        Expiry(kind, _label(kind), car, ends, (ends - today).days)
        for ends, kind, car in last.values()
        if today - near <= ends <= today + near
    ]
    return sorted(found, key=lambda one: one.expires_on)


def _label(kind: str) -> str:
    return _("保险") if kind == DealingKind.RENEWAL else _("年审")


# -- cars -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class KnownCar:
    """A car that the customer is known to have."""

    plate: str = ""
    vin: str = ""
    words: str = ""

    @property
    def label(self) -> str:
        """For a choice."""
        return " · ".join(filter(None, (self.plate, self.words, self.vin[-6:])))


def known_cars(customer: Customer, told: Iterator[KnownCar]) -> list[KnownCar]:
    """The customer's cars out of the file and of what other apps tell, each once."""
    found: dict[str, KnownCar] = {}
    for model in (ServiceRecord, DealingRecord):
        rows = model.objects.valid().filter(customer=customer).order_by("-pk")
        for plate, vin, words in rows.values_list("plate", "vin", "car")[:SHOWN]:
            _keep(found, KnownCar(plate, vin, words))
    for car in told:
        _keep(found, car)
    return list(found.values())[:MOST_CARS]


def _keep(found: dict[str, KnownCar], car: KnownCar) -> None:
    """A car is known again by its VIN, else by its plate; what one row lacks another may tell."""
    if not (car.vin or car.plate):
        return
    for key, known in found.items():
        if (car.vin and car.vin == known.vin) or (car.plate and car.plate == known.plate):
            found[key] = KnownCar(
                known.plate or car.plate, known.vin or car.vin, known.words or car.words
            )
            return
    found[car.vin or car.plate] = car


# -- sets -----------------------------------------------------------------------------------------
def plates_in_services() -> Any:
    """(customer, plate) of repair visits, for finding duplicates."""
    return _plates(ServiceRecord)


def plates_in_dealings() -> Any:
    """(customer, plate) of arrangements, for finding duplicates."""
    return _plates(DealingRecord)


def _plates(model: Any) -> Any:
    rows = model.objects.valid().exclude(plate="").order_by()
    return rows.values_list("customer_id", "plate")

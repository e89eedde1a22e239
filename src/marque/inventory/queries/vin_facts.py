"""What a VIN says by itself, and what we know of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from marque.inventory.models import Vehicle
from marque.inventory.workflow import EXPECTED, FINAL
from marque.kernel.text import translated
from marque.kernel.vin import Severity, maker_of, model_year, normalise_vin, vin_problem

LONGEST = 60


@dataclass(frozen=True, slots=True)
class VinFacts:
    """Shown beside the VIN while a car is received."""

    vin: str
    problem: str
    is_hard: bool
    suggestion: str
    maker: str
    year: int | None
    expected: Vehicle | None
    owned: Vehicle | None
    episodes: int


def vin_facts(text: str, *, store: Any, today: date) -> VinFacts:
    """Maker and model year by the VIN; whether the company expects, owns or once owned it."""
    vin = normalise_vin(text[:LONGEST].replace("\0", ""))
    found = vin_problem(vin) if vin else None
    known = _known(vin, store)
    current = next((vehicle for vehicle in known if vehicle.status not in FINAL), None)
    is_expected = current is not None and current.status in EXPECTED
    return VinFacts(
        vin=vin,
        problem=translated(found.message, _) if found else "",
        is_hard=bool(found and found.severity is Severity.HARD),
        suggestion=(found.suggestion or "") if found else "",
        maker=maker_of(vin) or "",
        year=model_year(vin, today=today),
        expected=current if is_expected else None,
        owned=None if is_expected else current,
        episodes=len(known),
    )


def _known(vin: str, store: Any) -> list[Vehicle]:
    if not vin or store is None:
        return []
    return list(
        Vehicle.objects.filter(company_id=store.company_id, vin=vin)
        .select_related("store")
        .order_by("-episode")
    )

"""What inventory tells the ledger.  Pure functions: a vehicle in, a fact out."""

from __future__ import annotations

from django.utils.translation import gettext as _

from marque.accounting.api import AccountingFact
from marque.inventory.models import Vehicle

VEHICLE = "inventory.vehicle"
PURCHASED = "inventory.vehicle_purchased"


def vehicle_purchased(vehicle: Vehicle) -> AccountingFact:
    """A car bought into stock: its cost, the deductible VAT, and what is owed for both."""
    if vehicle.amount_cost is None or vehicle.amount_input_vat is None or not vehicle.received_on:
        raise ValueError("a vehicle is posted when it has been received")
    return AccountingFact(
        rule=PURCHASED,
        company_id=vehicle.company_id,
        store_id=vehicle.store_id,
        source_type=VEHICLE,
        source_id=vehicle.pk,
        source_number=vehicle.vin,
        happened_on=vehicle.received_on,
        amounts={
            "net": vehicle.amount_cost,
            "vat": vehicle.amount_input_vat,
            "total": vehicle.amount_cost + vehicle.amount_input_vat,
        },
        summary=_("购入车辆 %(vin)s") % {"vin": vehicle.vin},
        dimensions={
            "supplier": str(vehicle.supplier_id or ""),
            "vin": vehicle.vin,
        },
    )

"""What the dealership earns on one order, before it is delivered: an estimate."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from marque.kernel.money import ZERO, split_vat
from marque.sales.models import LineKind, SalesOrder, SalesOrderLine


@dataclass(frozen=True, slots=True)
class Margin:
    """Gross profit without VAT, by part; None where the cost is not known yet."""

    amount_vehicle: Decimal | None
    amount_accessories: Decimal
    amount_services: Decimal
    amount_net: Decimal

    @property
    def amount_total(self) -> Decimal:
        """All parts together."""
        return (self.amount_vehicle or ZERO) + self.amount_accessories + self.amount_services

    @property
    def rate(self) -> Decimal:
        """In percent of the net price, one place."""
        if not self.amount_net:
            return ZERO
        return (self.amount_total * 100 / self.amount_net).quantize(Decimal("0.1"))


def margin_of(order: SalesOrder, lines: Iterable[SalesOrderLine]) -> Margin:
    """The margin of an order from its lines and the cost of its vehicle; no query."""
    parts = dict.fromkeys(LineKind.values, ZERO)
    total = ZERO
    for line in lines:
        net, _vat = split_vat(line.amount_net, line.rate_vat)
        total += net
        parts[line.kind] += net - line.amount_cost
    cost = order.car.amount_cost if order.vehicle_id else None
    vehicle = parts[LineKind.VEHICLE] - cost if cost is not None else None
    return Margin(vehicle, parts[LineKind.ACCESSORY], parts[LineKind.SERVICE], total)

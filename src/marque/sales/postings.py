"""What sales tells accounting.  Pure functions: an order in, facts out.

VAT is due when the invoice is issued, revenue when the car is handed over, its cost when it
leaves the stock (domain §7.4); together they are rows 8 and 9 of §7.3.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from marque.accounting.api import AccountingFact
from marque.kernel.money import ZERO, split_vat
from marque.sales.models import LineKind, SalesOrder, SalesOrderLine

ORDER = "sales.salesorder"
INVOICE = "billing.invoice"


def vehicle_invoiced(
    order: SalesOrder, *, invoice_id: int, invoice_number: str, amount_vat: Decimal, on: date
) -> AccountingFact:
    """Output VAT is due with the invoice; one fact an invoice, so that a new one posts anew."""
    return AccountingFact(
        rule="sales.vehicle_invoiced",
        company_id=order.store.company_id,
        store_id=order.store_id,
        source_type=INVOICE,
        source_id=invoice_id,
        source_number=invoice_number,
        happened_on=on,
        amounts={"vat": amount_vat},
        summary=_("%(number)s 开票销项税额") % {"number": order.number},
        dimensions=dimensions(order),
    )


def cost_of_vehicle(order: SalesOrder, *, on: date) -> AccountingFact:
    """The cost of exactly this car leaves the stock account (individual costing)."""
    cost = order.car.amount_cost or ZERO
    return _fact(order, "sales.cost_of_vehicle", {"cost": cost}, _("结转整车成本"), on)


def cost_of_accessories(
    order: SalesOrder, lines: Iterable[SalesOrderLine], *, on: date
) -> AccountingFact | None:
    """The cost of the accessories that go with the car; None when they cost nothing."""
    cost = sum((line.amount_cost for line in extras(lines)), ZERO)
    if not cost:
        return None
    return _fact(order, "sales.cost_of_accessories", {"cost": cost}, _("结转精品成本"), on)


def vehicle_sold(order: SalesOrder, *, amount_net: Decimal, on: date) -> AccountingFact:
    """Revenue of the car; `amount_net` is that of its invoice."""
    return _fact(order, "sales.vehicle_sold", {"net": amount_net}, _("交车确认收入"), on)


def accessories_sold(
    order: SalesOrder, lines: Iterable[SalesOrderLine], *, on: date
) -> AccountingFact | None:
    """Revenue and VAT of accessories and services; None when there are none."""
    net, vat = ZERO, ZERO
    for rate, total in totals_by_rate(lines).items():
        part_net, part_vat = split_vat(total, rate)
        net, vat = net + part_net, vat + part_vat
    if not net:
        return None
    return _fact(order, "sales.accessories_sold", {"net": net, "vat": vat}, _("销售精品"), on)


def extras(lines: Iterable[SalesOrderLine]) -> list[SalesOrderLine]:
    """The lines beside the car."""
    return [line for line in lines if line.kind != LineKind.VEHICLE]


def totals_by_rate(lines: Iterable[SalesOrderLine]) -> dict[Decimal, Decimal]:
    """What accessories and services cost the customer, by VAT rate; free ones left out."""
    totals: dict[Decimal, Decimal] = {}
    for line in extras(lines):
        if line.amount_net:
            totals[line.rate_vat] = totals.get(line.rate_vat, ZERO) + line.amount_net
    return totals


def dimensions(order: SalesOrder) -> dict[str, str]:
    """By what the ledger can be asked about an order."""
    return {
        "customer": order.customer.name,
        "order": order.number,
        "vin": order.car.vin if order.vehicle_id else "",
    }


def _fact(
    order: SalesOrder, rule: str, amounts: dict[str, Decimal], what: str, on: date
) -> AccountingFact:
    return AccountingFact(
        rule=rule,
        company_id=order.store.company_id,
        store_id=order.store_id,
        source_type=ORDER,
        source_id=order.pk,
        source_number=order.number,
        happened_on=on,
        amounts=amounts,
        summary=f"{what} {order.number}",
        dimensions=dimensions(order),
    )

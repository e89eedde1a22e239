"""Hand the car over (交车): checklist, signature, revenue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.foundation.attachments.queries import count_photos
from marque.foundation.dictionaries import parameters
from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused, InvalidInput
from marque.kernel.events import bus
from marque.sales import postings
from marque.sales.events import OrderDelivered
from marque.sales.models import Handover, SalesOrder, SalesOrderLine
from marque.sales.queries.payable import as_payable
from marque.sales.services.announce import order_changed, settle_todos, tell_owner
from marque.sales.services.vehicle_holds import holder_of
from marque.sales.workflow import ORDER_WORKFLOW


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSheet:
    """What the customer signed: the name, and the drawn signature where there is one."""

    signed_name: str
    signature_png: bytes = b""
    mileage_km: int | None = None
    remark: str = ""


@transaction.atomic
def deliver_order(
    *,
    order: SalesOrder,
    sheet: HandoverSheet,
    by: Any,
    now: datetime,
    version: int | None = None,
) -> SalesOrder:
    """Give the car to the customer: it is sold, revenue is booked, the sheet is kept.

    Refuses while an item of the checklist is open or the signature is missing.
    """
    locked: SalesOrder = (
        SalesOrder.objects.visible_to(by)
        .locked()
        .select_related("store", "department", "owner", "customer", "vehicle")
        .get(pk=order.pk)
    )
    locked.check_version(version)
    transition = ORDER_WORKFLOW.check("deliver", locked, by)
    _check(locked, sheet)
    assert locked.vehicle_id is not None  # by the has_vehicle guard

    Handover.objects.update_or_create(
        order=locked,
        defaults={
            "signed_name": sheet.signed_name.strip(),
            "signature_png": sheet.signature_png or None,
            "signed_at": now,
            "handed_by": by,
            "mileage_km": sheet.mileage_km,
            "remark": sheet.remark.strip()[:200],
        },
    )
    inventory.deliver_vehicle(
        vehicle_id=locked.vehicle_id, holder=holder_of(locked), by=by, now=now
    )
    _book(locked, by, now)
    locked.delivered_at = now
    locked.move(transition, by=by, also=("delivered_at",))
    _announce(locked, by, now)
    return locked


def _check(order: SalesOrder, sheet: HandoverSheet) -> None:
    open_items = list(order.handover_items.filter(is_done=False).values_list("label", flat=True))
    if open_items:
        raise GuardRefused(
            _("交车清单还有 %(n)d 项未完成：%(items)s")
            % {"n": len(open_items), "items": "；".join(open_items[:3])}
        )
    needed = int(parameters.value("sales.handover_photos", store=order.store))
    if needed and count_photos(order) < needed:
        raise GuardRefused(_("请先上传至少 %(n)d 张交车照片再交车") % {"n": needed})
    if not sheet.signed_name.strip():
        raise InvalidInput(_("请由客户签名后再交车"), field="signed_name")


def _book(order: SalesOrder, by: Any, now: datetime) -> None:
    """Revenue of the car by its invoice; accessories are invoiced and booked with it."""
    today = timezone.localdate(now)
    invoice = billing.find_invoice("sales.salesorder", order.pk, billing.InvoiceKind.VEHICLE)
    if invoice is None:
        raise GuardRefused(_("车辆发票已红冲，请重新开票后再交车"))
    accounting.post(postings.vehicle_sold(order, amount_net=invoice.amount_net, on=today), by=by)
    lines = list(order.lines.all())
    _invoice_extras(order, lines, by, now)
    if fact := postings.accessories_sold(order, lines, on=today):
        accounting.post(fact, by=by)


def _invoice_extras(order: SalesOrder, lines: list[SalesOrderLine], by: Any, now: datetime) -> None:
    for rate, total in postings.totals_by_rate(lines).items():
        billing.issue_invoice(
            payable=as_payable(order),
            request=billing.InvoiceRequest(
                kind=billing.InvoiceKind.ORDINARY,
                buyer_name=order.customer.name,
                buyer_identity=order.customer.id_number or order.customer.tax_id,
                amount_total=total,
                rate_vat=rate,
                content={
                    "items": [
                        {
                            "name": line.description,
                            "quantity": line.quantity,
                            "amount": str(line.amount_net),
                        }
                        for line in postings.extras(lines)
                        if line.rate_vat == rate and line.amount_net
                    ]
                },
            ),
            by=by,
            now=now,
        )


def _announce(order: SalesOrder, by: Any, now: datetime) -> None:
    settle_todos(order, now=now)
    tell_owner(order, _("%(number)s 已交车") % {"number": order.number}, by=by)
    order_changed(order)
    bus.publish(
        OrderDelivered(
            order_id=order.pk,
            number=order.number,
            store_id=order.store_id,
            customer_id=order.customer_id,
            vehicle_id=order.vehicle_id or 0,
            vin=order.car.vin,
            at=now,
        )
    )

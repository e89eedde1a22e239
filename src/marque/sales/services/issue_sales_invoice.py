"""Issue the motor-vehicle sales invoice of an order (开票), and undo it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.kernel.errors import GuardRefused, NotAuthorised
from marque.kernel.events import bus
from marque.kernel.money import in_capitals
from marque.sales import postings
from marque.sales.events import OrderInvoiced
from marque.sales.models import LineKind, SalesOrder, SalesOrderLine
from marque.sales.queries.payable import as_payable
from marque.sales.services.announce import order_changed, tell_owner
from marque.sales.workflow import OrderStatus


@transaction.atomic
def issue_sales_invoice(
    *, order: SalesOrder, by: Any, now: datetime, version: int | None = None
) -> billing.Invoice:
    """Invoice the car to the contract's buyer at the contract's price (domain §4.4).

    Refuses before the order is confirmed, without a vehicle or its certificate number, before
    the money is all there, and a second time.  Posts the output VAT.
    """
    if not by.has_perm("sales.invoice_salesorder"):
        raise NotAuthorised(_("您没有“开具销售发票”的权限"))
    locked = _locked(order.pk, by)
    locked.check_version(version)
    check_invoiceable(locked)
    today = timezone.localdate(now)
    line = locked.lines.get(kind=LineKind.VEHICLE)
    invoice = billing.issue_invoice(
        payable=as_payable(locked),
        request=billing.InvoiceRequest(
            kind=billing.InvoiceKind.VEHICLE,
            buyer_name=locked.customer.name,
            buyer_identity=locked.customer.id_number or locked.customer.tax_id,
            amount_total=line.amount_net,
            rate_vat=accounting.rate_on("VAT_GOODS", today),
            vin=locked.car.vin,
            content=face_of(locked, line),
        ),
        by=by,
        now=now,
    )
    fact = postings.vehicle_invoiced(
        locked,
        invoice_id=invoice.pk,
        invoice_number=invoice.number,
        amount_vat=invoice.amount_vat,
        on=today,
    )
    accounting.post(fact, by=by)
    _remember(locked, today)
    tell_owner(locked, _("%(number)s 已开票") % {"number": locked.number}, by=by)
    bus.publish(
        OrderInvoiced(
            order_id=locked.pk,
            number=locked.number,
            store_id=locked.store_id,
            invoice_number=invoice.number,
        )
    )
    return invoice


@transaction.atomic
def undo_invoice(*, order_id: int, invoice_id: int, by: Any, on: date) -> None:
    """The invoice of the car was reversed: take the VAT back, in red.

    Refuses once the car has left, unless the order is being cancelled as a whole.
    """
    order = SalesOrder.objects.locked().select_related("store").get(pk=order_id)
    if order.status in {OrderStatus.ISSUED, OrderStatus.DELIVERED}:
        raise GuardRefused(
            _("订单 %(number)s 的车辆已出库，不能单独红冲发票") % {"number": order.number}
        )
    accounting.reverse(postings.INVOICE, invoice_id, "sales.vehicle_invoiced", on=on, by=by)
    _remember(order, None)


def check_invoiceable(order: SalesOrder) -> None:
    """Raise `GuardRefused` with what is missing before the car can be invoiced."""
    if problem := invoice_problem(order):
        raise GuardRefused(problem)


def invoice_problem(order: SalesOrder) -> str:
    """What is missing before the car can be invoiced; empty when nothing is."""
    if order.invoiced_on:
        return _("本单已开票，一车只能开一张")
    if order.status != OrderStatus.CONFIRMED:
        return _("订单审核通过后才能开票")
    return _missing(order)


def _missing(order: SalesOrder) -> str:
    if order.vehicle_id is None:
        return _("订单尚未配车，不能开票")
    if not order.is_paid:
        return _("还有 ¥%(amount)s 未到账，款清后才能开票") % {
            "amount": f"{order.amount_open:,.2f}"
        }
    if not order.car.certificate_no:
        return _("车辆没有合格证编号，不能开票")
    return ""


def face_of(order: SalesOrder, line: SalesOrderLine) -> dict[str, Any]:
    """What else stands on the paper (domain §4.4), as it is on the day of issue."""
    vehicle, trim, company = order.car, order.trim, order.store.company
    return {
        "type_code": "83",
        "vehicle_type": trim.get_body_display() if trim else "",
        "brand_model": line.description,
        "origin": _("国产"),
        "certificate_no": vehicle.certificate_no,
        "import_certificate_no": "",
        "inspection_list_no": "",
        "engine_no": vehicle.engine_number,
        "vin": vehicle.vin,
        "seats": trim.seats if trim else None,
        "tonnage": None,
        "tax_voucher_no": "",
        "seller_name": company.name,
        "seller_tax_id": company.tax_id,
        "seller_store": order.store.name,
        "amount_in_capitals": in_capitals(line.amount_net),
        "contract_number": order.contract_number,
    }


def _locked(pk: int, by: Any) -> SalesOrder:
    order: SalesOrder = (
        SalesOrder.objects.visible_to(by)
        .locked()
        .select_related(
            "store__company",
            "customer",
            "owner",
            "department",
            "vehicle__exterior",
            "vehicle__interior",
            "trim",
        )
        .get(pk=pk)
    )
    return order


def _remember(order: SalesOrder, on: date | None) -> None:
    order.invoiced_on = on
    order.version += 1
    order.save(update_fields=["invoiced_on", "version"])
    order_changed(order)

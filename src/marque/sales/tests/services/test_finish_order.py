"""Outbound, handover and cancellation: every refusal names what is missing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.utils import timezone

from marque.accounting import api as accounting
from marque.billing import api as billing
from marque.billing.testing import make_confirmed_receipt, make_receipt
from marque.foundation.attachments.testing import attach_photo
from marque.foundation.documents.signatures import read_signature
from marque.inventory import api as inventory
from marque.kernel.errors import GuardRefused, InvalidInput, InvalidTransition, NotAuthorised
from marque.sales import api as sales
from marque.sales.queries.cancellation import preview_cancellation
from marque.sales.testing import (
    cashier_of,
    keeper_of,
    make_confirmed_order,
    make_delivered_order,
    make_deposit_order,
    make_invoiced_order,
    make_issued_order,
    make_paid_order,
    reload,
)

pytestmark = pytest.mark.django_db

NOW = timezone.now()


def vouchers():
    return accounting.Voucher.objects.count()


def cancel(order, by, **fields):
    fields.setdefault("reason", "客户放弃")
    return sales.cancel_order(
        order=order, cancellation=sales.Cancellation(**fields), by=by, now=NOW
    )


@pytest.mark.feature("ORD-26")
@pytest.mark.feature("ORD-27")
def test_outbound_needs_money_invoice_and_inspection(lin, bj):
    keeper = keeper_of(bj)
    order = make_deposit_order(by=lin)
    with pytest.raises(GuardRefused, match="未到账"):
        sales.outbound_order(order=order, by=keeper, now=NOW)
    make_confirmed_receipt(order, order.amount_open, by=lin, cashier=cashier_of(bj))
    before = vouchers()
    with pytest.raises(GuardRefused, match="尚未开票"):
        sales.outbound_order(order=order, by=keeper, now=NOW)
    assert (reload(order).status, vouchers()) == ("confirmed", before)
    sales.issue_sales_invoice(order=order, by=cashier_of(bj), now=NOW)
    with pytest.raises(NotAuthorised):
        sales.outbound_order(order=order, by=lin, now=NOW)
    assert sales.outbound_order(order=order, by=keeper, now=NOW).status == "issued"


def test_a_car_without_a_certificate_number_is_not_invoiced(lin, bj):
    order = make_paid_order(by=lin)
    inventory.Vehicle.objects.filter(pk=order.vehicle_id).update(certificate_no="")
    with pytest.raises(GuardRefused, match="合格证编号"):
        sales.issue_sales_invoice(order=order, by=cashier_of(bj), now=NOW)
    assert not billing.Invoice.objects.exists()


def test_a_car_is_invoiced_once(lin, bj):
    order = make_invoiced_order(by=lin)
    with pytest.raises(GuardRefused, match="已开票"):
        sales.issue_sales_invoice(order=order, by=cashier_of(bj), now=NOW)
    assert billing.Invoice.objects.count() == 1


def test_reversing_the_invoice_lets_the_order_be_invoiced_again(lin, bj):
    order = make_invoiced_order(by=lin)
    invoice = billing.Invoice.objects.get()
    billing.reverse_invoice(invoice=invoice, reason="抬头有误", by=cashier_of(bj), now=NOW)
    assert reload(order).invoiced_on is None
    again = sales.issue_sales_invoice(order=order, by=cashier_of(bj), now=NOW)
    assert again.tax_number != invoice.tax_number
    totals = billing.Invoice.objects.values_list("amount_total", flat=True).order_by("pk")
    assert totals[0] == -totals[1] == totals[2]


def test_the_invoice_of_a_car_that_left_is_not_reversed_alone(lin, bj):
    order = make_issued_order(by=lin)
    with pytest.raises(GuardRefused, match="已出库"):
        billing.reverse_invoice(
            invoice=billing.Invoice.objects.get(), reason="x", by=cashier_of(bj), now=NOW
        )
    assert billing.Invoice.objects.get().status == "issued"
    assert reload(order).invoiced_on


@pytest.mark.feature("ORD-28")
def test_handover_needs_every_point_a_photo_and_a_signature(lin):
    order = make_issued_order(by=lin)
    sheet = sales.HandoverSheet(signed_name="王芳")
    sales.tick_handover_items(order=order, positions={1, 2}, by=lin, now=NOW)
    with pytest.raises(GuardRefused, match="7 项未完成"):
        sales.deliver_order(order=order, sheet=sheet, by=lin, now=NOW)
    sales.tick_handover_items(order=order, positions=set(range(1, 10)), by=lin, now=NOW)
    before = vouchers()
    with pytest.raises(GuardRefused, match="照片"):
        sales.deliver_order(order=order, sheet=sheet, by=lin, now=NOW)
    attach_photo(order, by=lin)
    with pytest.raises(InvalidInput, match="签名"):
        sales.deliver_order(
            order=order, sheet=sales.HandoverSheet(signed_name=" "), by=lin, now=NOW
        )
    assert (reload(order).status, vouchers()) == ("issued", before)
    sales.deliver_order(order=order, sheet=sheet, by=lin, now=NOW)
    assert reload(order).handover.signed_name == "王芳"


def test_accessories_are_invoiced_and_booked_with_the_handover(lin):
    order = make_delivered_order(by=lin)
    ordinary = billing.Invoice.objects.get(kind="ordinary")
    assert (ordinary.amount_total, ordinary.amount_net) == (Decimal("980.00"), Decimal("867.26"))
    rules = {v.rule.code for v in accounting.vouchers_for("sales.salesorder", order.pk)}
    assert rules == {
        "sales.cost_of_vehicle",
        "sales.cost_of_accessories",
        "sales.vehicle_sold",
        "sales.accessories_sold",
    }


@pytest.mark.parametrize("text", ["data:image/png;base64,AAAA", "x", "data:text/html,<script>"])
def test_what_is_no_png_is_no_signature(text):
    with pytest.raises(InvalidInput, match="签名图像"):
        read_signature(text)


@pytest.mark.feature("ORD-15")
@pytest.mark.feature("BEY-02")
def test_cancelling_a_paid_order_undoes_everything(lin, li, bj, book):
    order = make_paid_order(by=lin)
    preview = preview_cancellation(order)
    assert preview.amount_refund == order.amount_total
    assert any("释放车辆" in effect.text for effect in preview.effects)
    cancel(order, li)
    order = reload(order)
    assert (order.status, order.amount_received) == ("cancelled", 0)
    assert inventory.find_lock(vehicle_id=order.vehicle_id, now=NOW) is None
    receipts = billing.list_receipts("sales.salesorder", order.pk)
    assert {r.status for r in receipts} == {"refunded"}
    assert accounting.is_ledger_balanced(book)


def test_cancelling_voids_what_was_not_confirmed(lin, li):
    order = make_confirmed_order(by=lin)
    receipt = make_receipt(order, "5000", kind="earnest", by=lin)
    cancel(order, li)
    receipt.refresh_from_db()
    assert receipt.status == "voided"


def test_a_customer_in_default_loses_the_earnest_money(lin, li):
    order = make_paid_order(by=lin)
    cancel(order, li, deposit="forfeit")
    first, second = billing.list_receipts("sales.salesorder", order.pk)
    assert (first.amount_forfeited, first.amount_refunded) == (Decimal("5000.00"), 0)
    assert second.amount_refunded == second.amount
    assert reload(order).amount_received == 0


def test_nothing_is_forfeited_where_there_is_no_earnest_money(lin, li):
    order = make_confirmed_order(by=lin)
    with pytest.raises(InvalidInput, match="不能没收"):
        cancel(order, li, deposit="forfeit")
    assert reload(order).status == "confirmed"
    assert inventory.find_lock(vehicle_id=order.vehicle_id, now=NOW)


def test_a_delivered_order_is_not_cancelled(lin, li):
    order = make_delivered_order(by=lin)
    before = vouchers()
    with pytest.raises(InvalidTransition):
        cancel(order, li)
    assert (reload(order).status, vouchers()) == ("delivered", before)


def test_a_consultant_does_not_cancel(lin):
    order = make_confirmed_order(by=lin)
    with pytest.raises(NotAuthorised):
        cancel(order, lin)
    assert reload(order).status == "confirmed"

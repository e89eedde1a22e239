"""What a cancellation would do, before it is done (BEY-02)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from marque.billing import api as billing
from marque.kernel.earnest_money import split_earnest_money
from marque.kernel.money import ZERO
from marque.sales.models import SalesOrder
from marque.sales.workflow import OrderStatus


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that a cancellation does, in words; `icon` names a sign of the design."""

    icon: str
    text: str


@dataclass(frozen=True, slots=True)
class CancellationPreview:
    """Every effect of a cancellation, and what can become of the earnest money."""

    effects: tuple[Effect, ...]
    amount_refund: Decimal
    amount_forfeitable: Decimal
    amount_refund_if_forfeited: Decimal


def preview_cancellation(order: SalesOrder) -> CancellationPreview:
    """What cancelling the order would do now; its vehicle is loaded.  Two queries."""
    receipts = list(billing.list_receipts("sales.salesorder", order.pk))
    invoices = [
        invoice
        for invoice in billing.list_invoices("sales.salesorder", order.pk)
        if invoice.status == "issued" and not invoice.is_red
    ]
    pending = [receipt for receipt in receipts if receipt.status == "pending"]
    left = sum((r.amount_left for r in receipts if r.status == "confirmed"), ZERO)
    keep = earnest_of(receipts, contract_amount=order.amount_total)
    effects = [*_of_vehicle(order), *_of_invoices(invoices), *_of_receipts(pending)]
    if left:
        effects.append(
            Effect("coin-yuan", _("退还客户 ¥%(amount)s，原路付款") % {"amount": f"{left:,.2f}"})
        )
    if order.status == OrderStatus.ISSUED or invoices:
        effects.append(Effect("file-minus", _("相关凭证红字冲销")))
    effects.append(Effect("bell", _("通知销售顾问，记录退订原因")))
    return CancellationPreview(tuple(effects), left, keep, left - keep)


def earnest_of(receipts: Iterable[billing.Receipt], *, contract_amount: Decimal) -> Decimal:
    """Confirmed 定金 within 20 % of the contract: what whoever breaks it loses."""
    paid = sum(
        (
            receipt.amount_left
            for receipt in receipts
            if receipt.status == "confirmed" and receipt.kind == billing.ReceiptKind.EARNEST
        ),
        ZERO,
    )
    return split_earnest_money(paid, contract_amount).earnest


def _of_vehicle(order: SalesOrder) -> list[Effect]:
    if order.vehicle_id is None:
        return []
    vin = {"vin": order.car.short_vin}
    effects = [Effect("lock-open", _("释放车辆 %(vin)s，库存立即可售") % vin)]
    if order.status == OrderStatus.ISSUED:
        effects.insert(0, Effect("arrow-back-up", _("车辆 %(vin)s 退回在库，冲回销售成本") % vin))
    return effects


def _of_invoices(invoices: list[billing.Invoice]) -> list[Effect]:
    return [
        Effect(
            "file-invoice",
            _("红冲发票 %(number)s ¥%(amount)s")
            % {"number": invoice.number, "amount": f"{invoice.amount_total:,.2f}"},
        )
        for invoice in invoices
    ]


def _of_receipts(pending: list[billing.Receipt]) -> list[Effect]:
    return [
        Effect(
            "x",
            _("作废待确认收款单 %(number)s ¥%(amount)s")
            % {"number": receipt.number, "amount": f"{receipt.amount:,.2f}"},
        )
        for receipt in pending
    ]

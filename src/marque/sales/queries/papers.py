"""What the printed papers of an order say."""

from __future__ import annotations

import base64
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from marque.kernel.identity_numbers import mask_identity
from marque.kernel.money import in_capitals
from marque.kernel.phones import mask_phone
from marque.sales.models import DepositKind, SalesOrder
from marque.sales.workflow import CONTRACT_TEMPLATE, OrderStatus

EARNEST_CLAUSE = (
    "依《民法典》第五百八十六条至第五百八十八条，定金数额不超过主合同标的额的百分之二十；"
    "买方违约的无权请求返还定金，卖方违约的应当双倍返还定金。"
)
PREPAYMENT_CLAUSE = "订金为预付款，不具有定金性质；合同解除时扣除卖方实际损失后退还买方。"

VOID = "已退订　作废"
"""Stands across the papers of a cancelled order."""


def contract_data(order: SalesOrder, *, user: Any, now: Any) -> dict[str, Any]:
    """The sales contract, amounts in figures and capitals; personal data masked."""
    is_earnest = order.deposit_kind == DepositKind.EARNEST
    balance = order.amount_total - order.amount_deposit_due
    return {
        **_common(order, user, now),
        "template": order.contract_template or CONTRACT_TEMPLATE,
        "place": order.store.name,
        "signed_on": _day(order.signed_on),
        "delivery_on": _day(order.delivery_planned_on) or "双方另行约定之日",
        "lines": [
            {
                "name": line.description,
                "spec": line.specification,
                "quantity": line.quantity,
                "amount": f"{line.amount_net:,.2f}",
            }
            for line in order.lines.all()
        ],
        "total": f"{order.amount_total:,.2f}",
        "total_capitals": in_capitals(order.amount_total),
        "deposit_word": "定金" if is_earnest else "订金",
        "deposit": f"{order.amount_deposit_due:,.2f}",
        "deposit_capitals": in_capitals(order.amount_deposit_due),
        "deposit_clause": EARNEST_CLAUSE if is_earnest else PREPAYMENT_CLAUSE,
        "balance": f"{balance:,.2f}",
        "balance_capitals": in_capitals(balance),
        "remark": order.remark,
    }


def handover_data(order: SalesOrder, *, user: Any, now: Any, photos: int = 0) -> dict[str, Any]:
    """The handover sheet with its checklist and the customer's signature."""
    handover = getattr(order, "handover", None)
    png = bytes(handover.signature_png) if handover and handover.signature_png else b""
    return {
        **_common(order, user, now),
        "certificate": order.vehicle.certificate_no if order.vehicle else "",
        "mileage": f"{handover.mileage_km} km" if handover and handover.mileage_km else "",
        "items": [
            {
                "label": item.label,
                "done": item.is_done,
                "by": item.done_by.name if item.done_by else "",
                "at": _minute(item.done_at),
            }
            for item in order.handover_items.select_related("done_by")
        ],
        "photos": f"{photos} 张" if photos else "",
        "remark": handover.remark if handover else "",
        "signed_name": handover.signed_name if handover else "",
        "signed_at": _minute(handover.signed_at) if handover else "",
        "handed_by": handover.handed_by.name if handover and handover.handed_by else "",
        "signature": base64.b64encode(png).decode() if png else "",
        "signature_bytes": list(png),
    }


def _common(order: SalesOrder, user: Any, now: Any) -> dict[str, Any]:
    vehicle, customer = order.vehicle, order.customer
    line = next((line for line in order.lines.all() if line.kind == "vehicle"), None)
    return {
        "void": VOID if order.status == OrderStatus.CANCELLED else "",
        "number": order.number,
        "contract_number": order.contract_number,
        "seller": order.store.name,
        "seller_company": order.store.company.name,
        "consultant": order.owner.name,
        "customer": {
            "name": customer.name,
            "identity": mask_identity(customer.id_number) or customer.tax_id,
            "phone": mask_phone(customer.phone),
            "address": customer.address,
        },
        "model": line.description if line else "",
        "colours": line.specification if line else order.wanted_colour,
        "vin": vehicle.vin if vehicle else "待配车",
        "engine": vehicle.engine_number if vehicle else "",
        "printed_by": user.name,
        "printed_at": _minute(now),
    }


def _day(value: Any) -> str:
    return f"{value.year} 年 {value.month} 月 {value.day} 日" if value else ""


def _minute(value: Any) -> str:
    return date_format(timezone.localtime(value), "Y-m-d H:i") if value else ""

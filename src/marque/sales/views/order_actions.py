"""Which buttons the page of an order offers to its reader: the next legal step is the blue one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from marque.foundation.ui.records import Action, enter_store
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import is_within_authority
from marque.sales.queries.stages import Stage
from marque.sales.views.records import here
from marque.sales.workflow import ORDER_WORKFLOW, PAYABLE, OrderStatus


def actions_for(request: Any, order: SalesOrder, stage: Stage) -> list[Action]:
    """The next step as primary, the rest as buttons and menu entries."""
    moves = {t.name for t in ORDER_WORKFLOW.available(order, request.user)}
    if request.store is None:
        return [*enter_store(request, order.store), *_prints(request, order)]
    actions = [
        *_decisions(request, order, moves),
        *_money(request, order, stage),
        *_vehicle(request, order, stage, moves),
        *_prints(request, order),
        *_endings(request, order, moves),
    ]
    return _one_primary(actions)


def _one_primary(actions: list[Action]) -> list[Action]:
    seen = False
    result = []
    for action in actions:
        if action.kind == "primary" and seen:
            action = replace(action, kind="default")  # noqa: PLW2901 - a frozen copy
        seen = seen or action.kind == "primary"
        result.append(action)
    return result


def _do(request: Any, order: SalesOrder, move: str) -> str:
    return here(request, f"order_{move}", number=order.number)


def _decisions(request: Any, order: SalesOrder, moves: set[str]) -> Iterator[Action]:
    user = request.user
    if "submit" in moves:
        yield Action(_("提交订单"), _do(request, order, "submit"), "send", "primary", "post")
    if order.status == OrderStatus.DRAFT and user.has_perm("sales.edit_salesorder"):
        yield Action(_("修改"), _do(request, order, "edit"), "pencil", "default", key="e")
    if "confirm" in moves and is_within_authority(order, user):
        label = _("确认订单") if order.owner_id == user.pk else _("通过审批")
        yield Action(label, _do(request, order, "confirm"), "check", "primary", "post", key="a")
    if "reject" in moves and order.owner_id != user.pk:
        yield Action(
            _("驳回"), _do(request, order, "reject"), "x", "default", confirm=True, key="r"
        )
    if "withdraw" in moves and order.owner_id == user.pk:
        yield Action(_("撤回"), _do(request, order, "withdraw"), "arrow-back-up", "menu", "post")


def _money(request: Any, order: SalesOrder, stage: Stage) -> Iterator[Action]:
    user = request.user
    if (
        order.status in PAYABLE
        and order.amount_open > 0
        and user.has_perm("billing.register_receipt")
    ):
        kind = "primary" if stage.key in {"deposit", "pay"} else "menu"
        url = reverse("billing:receipt_create", kwargs={"store": order.store.code})
        yield Action(_("登记收款"), f"{url}?payable={order.number}", "coin-yuan", kind)
    if stage.key == "invoice" and user.has_perm("sales.invoice_salesorder"):
        yield Action(
            _("开具发票"), _do(request, order, "invoice"), "file-invoice", "primary", "post"
        )


def _vehicle(request: Any, order: SalesOrder, stage: Stage, moves: set[str]) -> Iterator[Action]:
    user = request.user
    changeable = order.status in {OrderStatus.SUBMITTED, OrderStatus.CONFIRMED}
    if changeable and not order.invoiced_on and user.has_perm("sales.create_allocation"):
        label = _("换车") if order.vehicle_id else _("配车")
        kind = "primary" if stage.key == "allocate" else "menu"
        yield Action(label, _do(request, order, "allocate"), "arrows-exchange", kind)
    if "outbound" in moves:
        kind = "primary" if stage.key == "outbound" else "menu"
        yield Action(_("销售出库"), _do(request, order, "outbound"), "package-export", kind, "post")
    if "deliver" in moves:
        url = here(request, "order_tab", number=order.number, tab="handover")
        yield Action(_("办理交车"), url, "key", "primary")


def _prints(request: Any, order: SalesOrder) -> Iterator[Action]:
    if not request.user.has_perm("sales.print_salesorder"):
        return
    if order.confirmed_at:
        url = here(request, "order_print", number=order.number, paper="contract")
        yield Action(_("打印合同"), url, "printer", "default")
    if order.issued_at:
        url = here(request, "order_print", number=order.number, paper="handover")
        yield Action(_("打印交车确认单"), url, "printer", "menu")


def _endings(request: Any, order: SalesOrder, moves: set[str]) -> Iterator[Action]:
    if "cancel" in moves:
        yield Action(
            _("退订"), _do(request, order, "cancel"), "arrow-back-up", "danger", confirm=True
        )

"""What sales puts on the desk: my open orders, what waits for my approval, the month."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import is_within_authority
from marque.sales.queries.orders import count_month, list_open_orders, list_orders
from marque.sales.queries.stages import stage_of

SHOWN = 8


def blocks(user: Any, store: Any) -> list[DeskBlock]:
    """The cards for this person; none for people without orders."""
    if not user.has_perm("sales.view_salesorder"):
        return []
    found = [_month(user, store)]
    if user.has_perm("sales.reject_salesorder"):
        found.append(_to_approve(user, store))
    if user.has_perm("sales.create_salesorder"):
        found.append(_open(user, store))
    if user.has_perm("sales.outbound_salesorder"):
        found.append(_to_issue(user, store))
    return found


def _url(store: Any, name: str, **kwargs: Any) -> str:
    return reverse(f"sales:{name}", kwargs={"store": store.code if store else "hq", **kwargs})


def _month(user: Any, store: Any) -> DeskBlock:
    counts = count_month(list_orders(user=user, store=store), today=timezone.localdate())
    unit = _("单")
    return DeskBlock(
        key="sales.month",
        title=_("本月"),
        kind="kpi",
        order=10,
        items=(
            DeskItem(_("本月订单"), value=str(counts["signed"]), unit=unit),
            DeskItem(_("本月交车"), value=str(counts["delivered"]), unit=_("台")),
            DeskItem(_("本月退订"), value=str(counts["cancelled"]), unit=unit),
        ),
        refresh_on="order:changed",
    )


def _to_approve(user: Any, store: Any) -> DeskBlock:
    orders = list_open_orders(user=user, store=store).awaiting_approval().exclude(owner=user)[:50]
    mine = [order for order in orders if is_within_authority(order, user)]
    return DeskBlock(
        key="sales.approvals",
        title=_("等我审批"),
        kind="tasks",
        order=20,
        count=len(mine),
        more_url=_url(store, "order_list") + "?view=approval",
        items=tuple(
            DeskItem(
                title=order.customer.name,
                when=_when(order),
                url=_url(store, "order_detail", number=order.number),
                why=_("%(who)s 申请优惠 ¥%(amount)s（%(rate)s%%）")
                % {
                    "who": order.owner.name,
                    "amount": f"{order.amount_discount:,.2f}",
                    "rate": order.rate_discount,
                },
                tag=order.number,
                action_label=_("审批"),
                group=_("订单审批"),
            )
            for order in mine[:SHOWN]
        ),
        empty=_("没有等您审批的订单"),
    )


def _open(user: Any, store: Any) -> DeskBlock:
    orders = list_open_orders(user=user, store=store).filter(owner=user)
    shown = list(orders[:SHOWN])
    return DeskBlock(
        key="sales.open",
        title=_("我的在途订单"),
        kind="table",
        order=40,
        count=orders.count(),
        more_url=_url(store, "order_list"),
        columns=(_("订单号"), _("客户"), _("下一步"), _("计划交车"), _("进度")),
        items=tuple(_row(order, store) for order in shown),
        empty=_("没有在途订单"),
        refresh_on="order:changed",
    )


def _row(order: SalesOrder, store: Any) -> DeskItem:
    stage = stage_of(order)
    planned = order.delivery_planned_on
    return DeskItem(
        title=order.number,
        url=_url(store, "order_detail", number=order.number),
        cells=(
            order.customer.name,
            stage.blocker,
            date_format(planned, "m-d") if planned else "",
        ),
        status=stage.label,
        family=stage.family,
    )


def _to_issue(user: Any, store: Any) -> DeskBlock:
    waiting = list_open_orders(user=user, store=store).filter(
        status="confirmed", invoiced_on__isnull=False
    )
    orders = list(waiting[:50])
    return DeskBlock(
        key="sales.outbound",
        title=_("待出库"),
        kind="tasks",
        order=30,
        count=len(orders),
        is_empty_hidden=True,
        items=tuple(
            DeskItem(
                title=order.customer.name,
                when=_when(order),
                url=_url(store, "order_detail", number=order.number),
                why=stage_of(order).blocker,
                tag=order.number,
                action_label=_("出库"),
                group=_("销售出库"),
            )
            for order in orders[:SHOWN]
        ),
    )


def _when(order: SalesOrder) -> str:
    return date_format(order.delivery_planned_on, "m-d") if order.delivery_planned_on else ""

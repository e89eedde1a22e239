"""Tell whoever comes next, and every open page of the order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from marque.foundation.live.publish import publish
from marque.foundation.notifications.services import notify, settle
from marque.sales.models import SalesOrder
from marque.sales.queries.authority import is_within_authority
from marque.sales.queries.people import list_users_with
from marque.sales.workflow import HOLDING


def order_changed(order: SalesOrder, **payload: Any) -> None:
    """Make the open pages of the order read again, once the transaction commits."""
    publish(f"order:{order.number}", "order:changed", number=order.number, **payload)


def tell(order: SalesOrder, users: Iterable[Any], title: str, *, kind: str = "remind") -> None:
    """Ring the bell of people about an order."""
    notify(users, kind=kind, title=title, url=order.get_absolute_url(), record=order.number)


def settle_todos(order: SalesOrder, *, now: datetime) -> None:
    """What was to be done about the order is done: nobody's list shows it any more."""
    settle(record=order.number, now=now)


def tell_approvers(order: SalesOrder) -> None:
    """Ask those whose authority covers the discount; if nobody's does, all who may confirm."""
    managers = [
        user
        for user in list_users_with("sales.confirm_salesorder", store=order.store)
        if user.pk != order.owner_id
    ]
    able = [user for user in managers if is_within_authority(order, user)]
    title = _("%(number)s 优惠 %(rate)s%% 待您审批") % {
        "number": order.number,
        "rate": order.rate_discount,
    }
    tell(order, able or managers, title, kind="todo")


def tell_owner(order: SalesOrder, title: str, *, by: Any, kind: str = "remind") -> None:
    """Tell the consultant, unless it is the consultant's own doing."""
    if order.owner_id != getattr(by, "pk", None):
        tell(order, [order.owner], title, kind=kind)


def tell_right(order: SalesOrder, right: str, title: str, *, by: Any = None) -> None:
    """Give everybody in the store with a right something to do."""
    users = [
        user
        for user in list_users_with(right, store=order.store)
        if user.pk != getattr(by, "pk", None)
    ]
    if users:
        tell(order, users, title, kind="todo")


def refresh_order_pages(*, number: str) -> None:
    """Make the open pages of an order read again."""
    publish(f"order:{number}", "order:changed", number=number)


def refresh_order_of_vehicle(*, vehicle_id: int) -> None:
    """Make the open pages of the order that holds a vehicle read again."""
    numbers = SalesOrder.objects.filter(vehicle=vehicle_id, status__in=HOLDING)
    for number in numbers.values_list("number", flat=True):
        refresh_order_pages(number=number)

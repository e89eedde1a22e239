"""The checklist of the handover: made with the outbound, ticked by the consultant."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marque.kernel.errors import GuardRefused, NotAuthorised
from marque.sales.models import HandoverItem, SalesOrder
from marque.sales.services.announce import order_changed
from marque.sales.workflow import OrderStatus

HANDOVER_ITEMS = (
    gettext_lazy("车身外观与漆面，与客户共同检查"),
    gettext_lazy("内饰清洁与座椅"),
    gettext_lazy("精品安装与功能"),
    gettext_lazy("钥匙两把与随车工具"),
    gettext_lazy("合格证、发票与购车合同"),
    gettext_lazy("三包凭证与保修手册讲解"),
    gettext_lazy("车辆功能与充电加油讲解"),
    gettext_lazy("保险单与临时号牌"),
    gettext_lazy("服务顾问介绍与首保预约"),
)
"""What is checked with every customer before the signature."""


def make_handover_list(order: SalesOrder) -> None:
    """Write the checklist of an order, once."""
    HandoverItem.objects.bulk_create(
        (
            HandoverItem(order=order, position=position, label=str(label))
            for position, label in enumerate(HANDOVER_ITEMS, start=1)
        ),
        ignore_conflicts=True,
    )


@transaction.atomic
def tick_handover_items(
    *, order: SalesOrder, positions: set[int], by: Any, now: datetime
) -> list[HandoverItem]:
    """Mark exactly these items of the checklist as done; others become open again."""
    if not by.has_perm("sales.deliver_salesorder"):
        raise NotAuthorised(_("您没有“交车”的权限"))
    locked = SalesOrder.objects.visible_to(by).locked().get(pk=order.pk)
    if locked.status != OrderStatus.ISSUED:
        raise GuardRefused(_("车辆出库后、交车前才能勾选交车清单"))
    items = list(HandoverItem.objects.filter(order=locked).select_for_update())
    for item in items:
        if item.is_done == (item.position in positions):
            continue
        item.is_done = item.position in positions
        item.done_at, item.done_by = (now, by) if item.is_done else (None, None)
        item.save(update_fields=["is_done", "done_at", "done_by"])
    order_changed(locked)
    return items

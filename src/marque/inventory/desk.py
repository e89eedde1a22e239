"""What inventory puts on the desk of those who receive and inspect cars."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from marque.foundation.ui.desk_blocks import DeskBlock, DeskItem
from marque.inventory.models import Vehicle
from marque.inventory.workflow import EXPECTED, VehicleStatus

ROWS = 8
LATE_DAYS = 1
"""A car should be inspected on the day after it came, at the latest."""


def blocks(user: Any, store: Any) -> list[DeskBlock]:
    """待 PDI and 今日到车, for whoever may inspect or receive in this store."""
    if store is None:
        return []
    found = []
    if user.has_perm("inventory.inspect_vehicle"):
        found.append(_pending(user, store))
    if user.has_perm("inventory.receive_vehicle"):
        found.append(_coming(user, store))
    return found


def _vehicles(user: Any, store: Any) -> QuerySet[Any]:
    rows: QuerySet[Any] = (
        Vehicle.objects.visible_to(user)
        .in_store(store)
        .select_related("trim__model", "exterior")
        .defer("trim__parameters")
    )
    return rows


def _pending(user: Any, store: Any) -> DeskBlock:
    today = timezone.localdate()
    rows = _vehicles(user, store).filter(status=VehicleStatus.PENDING_PDI)
    items = [
        DeskItem(
            title=f"{vehicle.trim.model.label} {vehicle.trim.label}",
            when=vehicle.received_on.strftime("%m-%d"),
            late=(today - vehicle.received_on).days > LATE_DAYS,
            why=f"{vehicle.short_vin} · {vehicle.place_text}",
            url=_page("vehicle_detail", store, vin=vehicle.vin),
            action_label=_("检查"),
            icon="clipboard-check",
        )
        for vehicle in rows.order_by("received_on", "pk")[:ROWS]
    ]
    return DeskBlock(
        key="inventory-pdi",
        title=_("待 PDI"),
        order=30,
        items=items,
        count=rows.count(),
        more_url=_page("pdi_list", store),
        empty=_("没有等待检查的车辆"),
        icon="clipboard-check",
        refresh_on="stock:changed",
    )


def _coming(user: Any, store: Any) -> DeskBlock:
    today = timezone.localdate()
    rows = _vehicles(user, store).filter(status__in=EXPECTED, expected_on__lte=today)
    items = [
        DeskItem(
            title=f"{vehicle.trim.model.label} {vehicle.trim.label}",
            when=vehicle.expected_on.strftime("%m-%d"),
            late=vehicle.expected_on < today,
            why=vehicle.short_vin,
            url=_page("vehicle_receive", store) + f"?vin={vehicle.vin}",
            action_label=_("入库"),
            icon="truck-delivery",
        )
        for vehicle in rows.order_by("expected_on", "pk")[:ROWS]
    ]
    return DeskBlock(
        key="inventory-coming",
        title=_("今日到车"),
        order=20,
        items=items,
        count=rows.count(),
        more_url=_page("arrival_list", store),
        empty=_("今天没有预计到店的车辆"),
        icon="truck-delivery",
        refresh_on="stock:changed",
    )


def _page(name: str, store: Any, **kwargs: Any) -> str:
    return reverse(f"inventory:{name}", kwargs={"store": store.code, **kwargs})

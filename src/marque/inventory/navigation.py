"""Pages of inventory in the side menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Create, Page

STOCK = _("整车库存")

PAGES: tuple[Page, ...] = (
    Page(
        "stock",
        "vehicles",
        STOCK,
        _("库存车辆"),
        "car",
        "inventory:stock_list",
        "inventory.view_vehicle",
        10,
        go="s",
    ),
    Page(
        "find",
        "vehicles",
        STOCK,
        _("查车"),
        "scan",
        "inventory:vehicle_find",
        "inventory.view_vehicle",
        20,
        go="f",
        tab=50,
    ),
    Page(
        "arrivals",
        "vehicles",
        STOCK,
        _("在途与到店"),
        "truck-delivery",
        "inventory:arrival_list",
        "inventory.view_vehicle",
        30,
        tab=80,
        tab_label=_("到店"),
        tab_right="inventory.receive_vehicle",
    ),
    Page(
        "pdi",
        "vehicles",
        STOCK,
        _("PDI 检查"),
        "clipboard-check",
        "inventory:pdi_list",
        "inventory.view_pdiinspection",
        40,
        tab=65,
        tab_label=_("PDI"),
    ),
    Page(
        "places",
        "vehicles",
        STOCK,
        _("车位"),
        "map-pin",
        "inventory:place_list",
        "inventory.place_vehicle",
        60,
    ),
)

CREATES: tuple[Create, ...] = (
    Create(
        "vehicle",
        _("车辆入库"),
        "car",
        "inventory:vehicle_receive",
        "inventory.receive_vehicle",
        30,
        letter="v",
    ),
)

"""Pages of the vehicles app, below `/<store>/vehicles/`."""

from __future__ import annotations

from django.urls import path

from marque.inventory.views import arrivals, find, pdi, places, stock, vehicle, vehicle_actions

app_name = "inventory"

RECORD = "<slug:vin>/"

urlpatterns = [
    path("", stock.stock_list, name="stock_list"),
    path("find/", find.vehicle_find, name="vehicle_find"),
    path("arrivals/", arrivals.arrival_list, name="arrival_list"),
    path("receive/", arrivals.vehicle_receive, name="vehicle_receive"),
    path("expect/", arrivals.vehicle_expect, name="vehicle_expect"),
    path("places/", places.place_list, name="place_list"),
    path("places/<int:pk>/", places.place_switch, name="place_switch"),
    path("pdi/", pdi.pdi_list, name="pdi_list"),
    path("pdi/items/", pdi.item_list, name="pdi_items"),
    path("pdi/<slug:number>/", pdi.pdi_detail, name="pdi_detail"),
    path("pdi/<slug:number>/do/answer/", pdi.pdi_answer, name="pdi_answer"),
    path("pdi/<slug:number>/do/complete/", pdi.pdi_complete, name="pdi_complete"),
    path("bulk/redeem/", stock.bulk_redeem, name="bulk_redeem"),
    path("bulk/tags/", stock.bulk_tags, name="bulk_tags"),
    path("_/ageing/", stock.ageing, name="ageing"),
    path("_/vin/", arrivals.vin_check, name="vin_check"),
    path("_/trims/", arrivals.trim_options, name="trim_options"),
    path("_/colours/", arrivals.colour_options, name="colour_options"),
    path(RECORD, vehicle.vehicle_detail, name="vehicle_detail"),
    path(f"{RECORD}do/lock/", vehicle_actions.vehicle_lock, name="vehicle_lock"),
    path(f"{RECORD}do/release/", vehicle_actions.vehicle_release, name="vehicle_release"),
    path(f"{RECORD}do/place/", vehicle_actions.vehicle_place, name="vehicle_place"),
    path(
        f"{RECORD}do/certificate/", vehicle_actions.vehicle_certificate, name="vehicle_certificate"
    ),
    path(f"{RECORD}do/pdi/", vehicle_actions.vehicle_pdi, name="vehicle_pdi"),
    path(f"{RECORD}do/void/", vehicle_actions.vehicle_void, name="vehicle_void"),
    path(f"{RECORD}do/<slug:move>/", vehicle_actions.vehicle_move, name="vehicle_move"),
]

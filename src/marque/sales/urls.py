"""Addresses of sales, below `/<store>/sales/`."""

from __future__ import annotations

from django.urls import path

from marque.sales.views import handover, lookups, moves, orders, prints

app_name = "sales"

DO = "orders/<slug:number>/do"

urlpatterns = [
    path("orders/", orders.order_list, name="order_list"),
    path("orders/new/", orders.order_create, name="order_create"),
    path("orders/_/vehicles/", lookups.vehicle_lookup, name="vehicle_lookup"),
    path("orders/_/trims/", lookups.trim_lookup, name="trim_lookup"),
    path("orders/_/list-price/", lookups.list_price, name="list_price"),
    path("orders/<slug:number>/", orders.order_detail, name="order_detail"),
    path("orders/<slug:number>/edit/", orders.order_edit, name="order_edit"),
    path("orders/<slug:number>/signature.png", handover.handover_signature, name="signature"),
    path("orders/<slug:number>/print/<slug:paper>/", prints.order_print, name="order_print"),
    path(f"{DO}/submit/", moves.order_submit, name="order_submit"),
    path(f"{DO}/confirm/", moves.order_confirm, name="order_confirm"),
    path(f"{DO}/reject/", moves.order_reject, name="order_reject"),
    path(f"{DO}/withdraw/", moves.order_withdraw, name="order_withdraw"),
    path(f"{DO}/allocate/", moves.order_allocate, name="order_allocate"),
    path(f"{DO}/invoice/", moves.order_invoice, name="order_invoice"),
    path(f"{DO}/outbound/", moves.order_outbound, name="order_outbound"),
    path(f"{DO}/tick/", handover.handover_tick, name="handover_tick"),
    path(f"{DO}/deliver/", handover.order_deliver, name="order_deliver"),
    path(f"{DO}/cancel/", moves.order_cancel, name="order_cancel"),
    path("orders/<slug:number>/<slug:tab>/", orders.order_detail, name="order_tab"),
]

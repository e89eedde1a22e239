"""Addresses of parties, below `/<store>/sales/customers/`."""

from __future__ import annotations

from django.urls import path

from marque.parties import views

app_name = "parties"

urlpatterns = [
    path("", views.customer_list, name="customer_list"),
    path("new/", views.customer_create, name="customer_create"),
    path("phone/", views.phone_check, name="phone_check"),
    path("divisions/", views.division_options, name="division_options"),
    path("lookup/", views.customer_lookup, name="customer_lookup"),
    path("suppliers/lookup/", views.supplier_lookup, name="supplier_lookup"),
    path("transfer/", views.customer_transfer, name="customer_transfer"),
    path("<slug:number>/", views.customer_detail, name="customer_detail"),
    path("<slug:number>/edit/", views.customer_edit, name="customer_edit"),
    path("<slug:number>/reveal/", views.customer_reveal, name="customer_reveal"),
]

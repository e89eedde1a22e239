"""Addresses of parties, below `/<store>/sales/customers/`."""

from __future__ import annotations

from django.urls import path

from marque.parties import views

app_name = "parties"

BASE = "<slug:store>/sales/customers/"

urlpatterns = [
    path(BASE, views.customer_list, name="customer_list"),
    path(BASE + "new/", views.customer_create, name="customer_create"),
    path(BASE + "phone/", views.phone_check, name="phone_check"),
    path(BASE + "divisions/", views.division_options, name="division_options"),
    path(BASE + "transfer/", views.customer_transfer, name="customer_transfer"),
    path(BASE + "<slug:number>/", views.customer_detail, name="customer_detail"),
    path(BASE + "<slug:number>/edit/", views.customer_edit, name="customer_edit"),
    path(BASE + "<slug:number>/reveal/", views.customer_reveal, name="customer_reveal"),
]

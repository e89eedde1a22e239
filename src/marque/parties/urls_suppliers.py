"""Addresses of suppliers, below `/<store>/vehicles/suppliers/`."""

from __future__ import annotations

from django.urls import path

from marque.parties.views import suppliers as views

app_name = "suppliers"

urlpatterns = [
    path("", views.supplier_list, name="list"),
    path("new/", views.supplier_create, name="create"),
    path("<str:code>/", views.supplier_detail, name="detail"),
    path("<str:code>/edit/", views.supplier_edit, name="edit"),
    path("<str:code>/remove/", views.supplier_remove, name="remove"),
    path("<str:code>/contacts/new/", views.contact_create, name="contact_create"),
    path("<str:code>/contacts/<int:pk>/", views.contact_edit, name="contact_edit"),
    path("<str:code>/contacts/<int:pk>/remove/", views.contact_remove, name="contact_remove"),
]

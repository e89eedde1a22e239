"""Addresses of crm, below `/<store>/sales/`."""

from __future__ import annotations

from django.urls import include, path

app_name = "crm"

urlpatterns = [
    path("", include("marque.crm.urls_leads")),
    path("", include("marque.crm.urls_visits")),
    path("", include("marque.crm.urls_drives")),
    path("", include("marque.crm.urls_tasks")),
]

"""Addresses of crm that the world may open, below `/p/`."""

from __future__ import annotations

from django.urls import path

from marque.crm.views import public

urlpatterns = [
    path("leads/<str:token>/", public.inquiry, name="lead_inquiry"),
    path("calendar/<str:secret>.ics", public.calendar_file, name="calendar_file"),
]

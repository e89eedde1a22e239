"""Addresses of the custom fields, below `/<store>/settings/custom-fields/`."""

from __future__ import annotations

from django.urls import path

from marque.foundation.custom_fields import views

app_name = "custom_fields"
urlpatterns = [
    path("", views.field_list, name="field_list"),
    path("new/", views.field, name="field_new"),
    path("<int:pk>/", views.field, name="field"),
    path("<int:pk>/delete/", views.field_delete, name="field_delete"),
]

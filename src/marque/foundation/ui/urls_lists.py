"""Addresses of the list pages' small answers; included by ``urls.py`` under the name ``ui``."""

from __future__ import annotations

from django.urls import path

from marque.foundation.ui.views import lists

urlpatterns = [
    path("ui/views/", lists.view_save, name="view_save"),
    path("ui/views/<int:pk>/delete/", lists.view_delete, name="view_delete"),
    path("ui/form-layout/", lists.form_layout_save, name="form_layout_save"),
    path("ui/columns/", lists.columns_save, name="columns_save"),
]

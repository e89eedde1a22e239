"""Addresses of the small answers of lists and forms; included by ``urls.py`` as ``ui``."""

from __future__ import annotations

from django.urls import path

from marque.foundation.ui.views import drafts, lists

urlpatterns = [
    path("ui/views/", lists.view_save, name="view_save"),
    path("ui/views/<int:pk>/delete/", lists.view_delete, name="view_delete"),
    path("ui/form-layout/", lists.form_layout_save, name="form_layout_save"),
    path("ui/draft/", drafts.draft_save, name="draft_save"),
    path("ui/draft/drop/", drafts.draft_drop, name="draft_drop"),
    path("ui/columns/", lists.columns_save, name="columns_save"),
]

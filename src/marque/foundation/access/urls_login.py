"""Login, second factor and password pages (allauth's flows, our own pages)."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]

from __future__ import annotations

from django.urls import path

from marque.gateway.api import api

urlpatterns = [path("v1/", api.urls)]

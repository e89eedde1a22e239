"""Login, second factor and password pages (allauth's flows, our own pages)."""

from __future__ import annotations

from django.urls import include, path

from marque.foundation.access.views.login import password_forgotten

urlpatterns = [
    path("password/reset/", password_forgotten, name="account_reset_password"),
    path("password/reset/<path:rest>", password_forgotten, name="password_forgotten"),
    path("", include("allauth.urls")),
]

"""The public schema: choosing an account set, and the system administrators' screens."""

from __future__ import annotations

from django.urls import include, path

from marque.accountsets import views as account_sets
from marque.foundation.access.views import errors

urlpatterns = [
    path("accounts/", include("marque.foundation.access.urls_login")),
    path("books/", account_sets.choose_books, name="choose_books"),
    path("healthz", account_sets.health, name="health"),
    path("", include("marque.foundation.administration.urls_system")),
]

handler400 = errors.bad_request
handler403 = errors.forbidden
handler404 = errors.not_found
handler500 = errors.server_error

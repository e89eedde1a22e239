"""Addresses of the public schema."""

from __future__ import annotations

from django.urls import path

from marque.foundation.administration.views import account_sets

app_name = "system"
urlpatterns = [
    path("", account_sets.account_sets, name="home"),
    path("sets/new/", account_sets.account_set_new, name="account_set_new"),
    path("sets/<slug:code>/clone/", account_sets.account_set_clone, name="account_set_clone"),
    path("sets/<slug:code>/archive/", account_sets.account_set_archive, name="account_set_archive"),
]

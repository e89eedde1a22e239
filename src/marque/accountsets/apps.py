from __future__ import annotations

from django.apps import AppConfig


class AccountSetsConfig(AppConfig):
    name = "marque.accountsets"

"""The app of secrets; it has no tables of its own."""

from __future__ import annotations

from django.apps import AppConfig


class SecretsConfig(AppConfig):
    """Encryption of identity data at rest."""

    name = "marque.foundation.secrets"
    label = "secrets"

"""The shell of every page, its components, and the registries the apps fill."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "marque.foundation.ui"
    default_auto_field = "django.db.models.BigAutoField"

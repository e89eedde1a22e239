"""Customers and suppliers: who the group trades with."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PartiesConfig(AppConfig):
    """The app of parties."""

    name = "marque.parties"
    verbose_name = _("客户与供应商")
    default_auto_field = "django.db.models.BigAutoField"

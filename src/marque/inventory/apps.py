from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InventoryConfig(AppConfig):
    name = "marque.inventory"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("整车库存")

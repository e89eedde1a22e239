from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CustomFieldsConfig(AppConfig):
    """Fields that a dealer adds to customers, products and orders."""

    name = "marque.foundation.custom_fields"
    label = "custom_fields"
    verbose_name = _("自定义字段")
    default_auto_field = "django.db.models.BigAutoField"

"""Crm: from the first word of a customer to the order."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CrmConfig(AppConfig):
    """The app of leads, visits and test drives."""

    name = "marque.crm"
    verbose_name = _("客户开发")
    default_auto_field = "django.db.models.BigAutoField"

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountingConfig(AppConfig):
    name = "marque.accounting"
    verbose_name = _("财务核算")
    default_auto_field = "django.db.models.BigAutoField"

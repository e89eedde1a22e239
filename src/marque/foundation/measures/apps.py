from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeasuresConfig(AppConfig):
    """Figures of the business, each with its formula and its rows."""

    name = "marque.foundation.measures"
    verbose_name = _("指标")
    default_auto_field = "django.db.models.BigAutoField"

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ImportsConfig(AppConfig):
    """Bringing files of data into the product, with a check before and an undo after."""

    name = "marque.foundation.imports"
    label = "imports"
    verbose_name = _("数据导入")
    default_auto_field = "django.db.models.BigAutoField"

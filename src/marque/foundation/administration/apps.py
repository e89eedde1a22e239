from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdministrationConfig(AppConfig):
    """The screens of administrators; the models belong to the apps below."""

    name = "marque.foundation.administration"
    verbose_name = _("设置")

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogConfig(AppConfig):
    """What the group sells: the model library, accessories and service items."""

    name = "marque.catalog"
    label = "catalog"
    verbose_name = _("商品档案")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer what can be imported, and trims to the administrator's own fields."""
        from marque.catalog.import_kinds import KINDS
        from marque.foundation.custom_fields.registry import Target, register_target
        from marque.foundation.imports.registry import register_kind

        for kind in KINDS:
            register_kind(kind)
        register_target(Target("catalog.trim", _("车型版本"), 20))

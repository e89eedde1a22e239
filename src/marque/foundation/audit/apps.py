from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "marque.foundation.audit"
    verbose_name = _("审计")

    def ready(self) -> None:
        from marque.accountsets.services.migrate import after_migration
        from marque.foundation.audit.install import install

        if install not in after_migration:
            after_migration.append(install)

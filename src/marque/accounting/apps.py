from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountingConfig(AppConfig):
    name = "marque.accounting"
    verbose_name = _("财务核算")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from marque.accounting.services.install_rules import upgrade_books
        from marque.accountsets.services.migrate import after_migration

        if upgrade_books not in after_migration:
            after_migration.append(upgrade_books)

"""Billing: receipts, refunds and invoices."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """The app of money received and invoices issued."""

    name = "marque.billing"
    verbose_name = _("收款与发票")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer receipts, refunds and invoices to the ledger and to customer pages."""
        from marque.accounting import api as accounting
        from marque.billing import customer_tab
        from marque.billing.import_kinds import KINDS
        from marque.billing.queries.links import PAGES, url_for
        from marque.foundation.imports.registry import register_kind

        for source_type in PAGES:
            accounting.register_source(source_type, url_for)
        customer_tab.connect()
        for kind in KINDS:
            register_kind(kind)

"""Billing: receipts, refunds and invoices."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BillingConfig(AppConfig):
    """The app of money received and invoices issued."""

    name = "marque.billing"
    verbose_name = _("收款与发票")
    default_auto_field = "django.db.models.BigAutoField"

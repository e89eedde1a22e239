"""Settings of customers that an administrator may change, for the group or for a store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Parameter

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("crm.protection_days", _("客户保护期（天）"), 30, min=0, max=365),
    Parameter("parties.customers_per_person", _("每人归属客户上限"), 500, min=1, max=100_000),
    Parameter("parties.claims_per_day", _("每人每天最多领取客户"), 10, min=0, max=500),
    Parameter("parties.expiry_days", _("保险、年审到期前后多少天提示"), 30, min=1, max=365),
    Parameter("parties.idle_days", _("潜在客户多少天无跟进转入公海"), 90, min=2, max=3650),
)
PROTECTION = "crm.protection_days"
"""How long whoever took a customer keeps them; leads and customers have one answer to it."""

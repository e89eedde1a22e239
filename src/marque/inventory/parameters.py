"""Thresholds of inventory; each is a row that a manager may change for a store."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Parameter

PARAMETERS = (
    Parameter("inventory.lock_hours", _("锁车时限（小时）"), 24, min=1, max=240),
    Parameter("inventory.age_alert_days", _("库龄超期（天）"), 90, min=1, max=720),
    Parameter(
        "inventory.interest_rate",
        _("库存资金年利率（%）"),
        Decimal("5.80"),
        min=0,
        max=36,
    ),
    Parameter("inventory.rate_vat", _("购车进项税率（%）"), Decimal(13), min=0, max=25),
)

"""Settings of sales that an administrator may change, for the group or for a store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Parameter

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("sales.lock_hours", _("订单锁车时限（小时，收到定金前）"), 48, min=1, max=720),
    Parameter("sales.deposit_default", _("默认定金（元）"), 5000, min=0, max=1_000_000),
    Parameter("sales.handover_photos", _("交车照片（至少几张）"), 1, min=0, max=20),
    Parameter("sales.delivery_days", _("默认交车天数"), 7, min=0, max=365),
)

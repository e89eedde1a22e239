"""Settings of crm that an administrator may change, for the group or for a store."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Parameter

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("crm.response_minutes", _("线索首次响应时限（分钟）"), 30, min=1, max=1440),
    Parameter("crm.escalate_hours", _("跟进逾期多少小时后上报经理"), 24, min=1, max=720),
    Parameter("crm.pool_hours", _("跟进逾期多少小时后退回公海"), 168, min=1, max=8760),
    Parameter("crm.claims_per_day", _("每人每天最多领取线索"), 10, min=0, max=500),
    Parameter("crm.leads_per_person", _("每人在跟线索上限"), 300, min=1, max=10_000),
    Parameter("crm.reactivate_days", _("战败后再激活间隔（天）"), 60, min=1, max=730),
    Parameter("crm.quiet_from", _("几点后不打扰客户与员工"), 21, min=0, max=23),
    Parameter("crm.quiet_until", _("几点前不打扰客户与员工"), 9, min=0, max=23),
    Parameter("crm.drive_minutes", _("试驾时长（分钟）"), 30, min=10, max=240),
    Parameter("crm.drive_opens", _("试驾最早时间（点）"), 9, min=0, max=23),
    Parameter("crm.drive_closes", _("试驾最晚结束（点）"), 18, min=1, max=24),
    Parameter("crm.drive_buffer", _("两次试驾之间整备时间（分钟）"), 15, min=0, max=120),
)

"""When and how fast messages go."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.dictionaries.registry import Parameter

PARAMETERS: tuple[Parameter, ...] = (
    Parameter("messaging.quiet_from", _("营销消息停发开始（几点）"), 21, min=0, max=24),
    Parameter("messaging.quiet_until", _("营销消息停发结束（几点）"), 9, min=0, max=24),
    Parameter("messaging.per_minute", _("每分钟最多发送（条）"), 300, min=1, max=60_000),
)

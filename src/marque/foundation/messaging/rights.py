"""Rights of messaging."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.access.registry import Right

RIGHTS = (
    Right("messaging.view_message", _("查看消息记录"), _("消息")),
    Right("messaging.send_message", _("群发消息"), _("消息")),
    Right("messaging.edit_template", _("维护消息模板"), _("消息")),
    Right("messaging.edit_channel", _("设置发送通道"), _("消息")),
)

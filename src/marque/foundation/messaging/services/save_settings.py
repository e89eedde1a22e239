"""Keep a template or the way a channel is sent (维护消息模板、设置发送通道)."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from marque.foundation.messaging.models import Channel, ChannelSetting, MessageTemplate
from marque.foundation.messaging.senders.registry import senders_for
from marque.foundation.messaging.texts import check_text
from marque.kernel.errors import Duplicate, InvalidInput


@transaction.atomic
def save_template(*, template: MessageTemplate | None, **fields: Any) -> MessageTemplate:
    """Keep a template; its text is checked as if it were sent."""
    row = template or MessageTemplate()
    check_text(channel=fields["channel"], subject=fields["subject"], body=fields["body"])
    others = MessageTemplate.objects.filter(channel=fields["channel"], name=fields["name"])
    if others.exclude(pk=row.pk).exists():
        raise Duplicate(_("这个渠道已有名为“%s”的模板，请换一个名称") % fields["name"])
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def save_channel(*, channel: str, store: Any, sender: str, **fields: Any) -> ChannelSetting:
    """Say how a channel is sent, for a store or for all.  An empty password keeps the old one."""
    if channel not in Channel.values or sender not in {s.key for s in senders_for(channel)}:
        raise InvalidInput(_("请选择发送方式"), field="sender")
    row = ChannelSetting.objects.filter(channel=channel, store=store).first()
    row = row or ChannelSetting(channel=channel, store=store)
    row.sender = sender
    for name, value in fields.items():
        if name != "password" or value:
            setattr(row, name, value)
    row.save()
    return row

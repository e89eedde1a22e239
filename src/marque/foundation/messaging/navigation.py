from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marque.foundation.ui.navigation import Page

PAGES: tuple[Page, ...] = (
    Page(
        key="messages",
        app="sales",
        group=_("客户"),
        label=_("消息记录"),
        icon="send",
        url_name="messaging:message_list",
        right="messaging.view_message",
        order=80,
    ),
    Page(
        key="message-batches",
        app="sales",
        group=_("客户"),
        label=_("群发"),
        icon="speakerphone",
        url_name="messaging:batch_list",
        right="messaging.view_message",
        order=81,
    ),
    Page(
        key="message-templates",
        app="settings",
        group=_("业务"),
        label=_("消息模板"),
        icon="message-2",
        url_name="messaging:template_list",
        right="messaging.edit_template",
        order=130,
    ),
    Page(
        key="message-channels",
        app="settings",
        group=_("业务"),
        label=_("发送通道"),
        icon="send",
        url_name="messaging:channels",
        right="messaging.edit_channel",
        order=131,
    ),
)

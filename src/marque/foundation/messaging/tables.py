"""Lists of messaging."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marque.foundation.messaging.models import (
    BatchStatus,
    Channel,
    Message,
    MessageBatch,
    MessageStatus,
    MessageTemplate,
    Purpose,
)
from marque.foundation.ui.tables import (
    BoolColumn,
    BoolFilter,
    Card,
    ChoiceFilter,
    Create,
    DateRangeFilter,
    DateTimeColumn,
    Empty,
    LinkColumn,
    PersonColumn,
    RelatedFilter,
    StatusColumn,
    Table,
    TextColumn,
    View,
)

FAMILIES = {"sent": "green", "failed": "red", "skipped": "gray"}


def _batches(table: Table) -> Any:
    batches = MessageBatch.objects.visible_to(table.user).in_store(table.store)
    return batches.exclude(status=BatchStatus.DRAFT).order_by("-pk").values_list("pk", "name")


class MessageTable(Table):
    """Every message: to whom, when, by whom, what came of it."""

    key = "messaging.messages"
    title, unit = _("消息记录"), _("条")
    select_related = ("by", "store", "batch")
    defer = ("to_address",)
    search = ("party_name__icontains", "body__icontains", "subject__icontains")
    search_hint = _("收件人、正文")
    default_sort = ("-created",)

    created = DateTimeColumn(_("时间"), "created_at", sort="id")
    party = LinkColumn(_("收件人"), "party_name")
    channel = TextColumn(_("渠道"), "get_channel_display", sort="channel")
    to = TextColumn(_("地址"), "to_masked", sort=False)
    purpose = TextColumn(_("用途"), "get_purpose_display", sort="purpose")
    status = StatusColumn(_("状态"), kind="message", choices=MessageStatus.choices)
    body = TextColumn(_("正文"), sort=False, css="cl w")
    error = TextColumn(_("原因"), sort=False)
    sent = DateTimeColumn(_("发送时间"), "sent_at", show=False)
    subject = TextColumn(_("主题"), show=False)
    reference = TextColumn(_("通道回执号"), sort=False, show=False)
    batch = TextColumn(_("群发"), "batch.name", sort=False, show=False)
    by = PersonColumn(_("发送人"))
    store = TextColumn(_("门店"), "store.name", show=False)

    by_status = ChoiceFilter(_("状态"), "status", choices=MessageStatus.choices)
    by_channel = ChoiceFilter(_("渠道"), "channel", choices=Channel.choices)
    by_purpose = ChoiceFilter(_("用途"), "purpose", choices=Purpose.choices)
    by_day = DateRangeFilter(_("时间"), "created_at", is_datetime=True)
    by_batch = RelatedFilter(_("群发"), "batch", choices=_batches, primary=False)

    views = (
        View("all", _("全部"), default=True),
        View("failed", _("失败"), "by_status=failed", hot=True),
        View("skipped", _("未发送"), "by_status=skipped"),
    )
    card = Card(title=("party",), badge="status", lines=(("body",), ("channel", "created")))
    empty = Empty(
        _("还没有消息"), _("在客户等列表中勾选后点“发消息”，每一条都记在这里。"), icon="send"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        """The messages the user may see."""
        return Message.objects.visible_to(user).in_store(store)

    def row_url(self, row: Any) -> str:
        """The page of the message."""
        return self.surl("messaging:message", pk=row.pk)


class BatchTable(Table):
    """What was sent to many at once."""

    key = "messaging.batches"
    title, unit = _("群发"), _("批")
    select_related = ("by", "store")
    defer = ("selection",)
    search = ("name__icontains", "body__icontains")
    search_hint = _("对象范围、正文")
    default_sort = ("-created",)

    created = DateTimeColumn(_("时间"), "created_at", sort="id")
    name = LinkColumn(_("对象范围"))
    channel = TextColumn(_("渠道"), "get_channel_display", sort="channel")
    purpose = TextColumn(_("用途"), "get_purpose_display", sort="purpose")
    status = StatusColumn(_("状态"), kind="messagebatch", choices=BatchStatus.choices)
    body = TextColumn(_("正文"), sort=False, css="cl w")
    by = PersonColumn(_("发送人"))
    store = TextColumn(_("门店"), "store.name", show=False)

    by_status = ChoiceFilter(_("状态"), "status", choices=BatchStatus.choices)
    by_channel = ChoiceFilter(_("渠道"), "channel", choices=Channel.choices)
    by_day = DateRangeFilter(_("时间"), "created_at", is_datetime=True)

    card = Card(title=("name",), badge="status", lines=(("body",), ("channel", "created")))
    empty = Empty(
        _("还没有群发"), _("在客户等列表中勾选后点“发消息”，写好后发送。"), icon="speakerphone"
    )

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        """The batches the user may see."""
        return MessageBatch.objects.visible_to(user).in_store(store)

    def row_url(self, row: Any) -> str:
        """The page of the batch."""
        return self.surl("messaging:batch", pk=row.pk)


class TemplateTable(Table):
    """Texts to start from."""

    key = "messaging.templates"
    title, unit = _("消息模板"), _("个")
    search = ("name__icontains", "body__icontains")
    search_hint = _("名称、正文")
    default_sort = ("channel", "name")

    name = LinkColumn(_("模板名称"))
    channel = TextColumn(_("渠道"), "get_channel_display", sort="channel")
    purpose = TextColumn(_("用途"), "get_purpose_display", sort="purpose")
    body = TextColumn(_("正文"), sort=False, css="cl w")
    active = BoolColumn(_("启用"), "is_active")

    by_channel = ChoiceFilter(_("渠道"), "channel", choices=Channel.choices)
    by_active = BoolFilter(_("启用"), "is_active")

    views = (View("active", _("启用"), "by_active=1", default=True), View("all", _("全部")))
    card = Card(title=("name",), lines=(("body",), ("channel", "purpose")))
    empty = Empty(_("还没有模板"), _("常用的短信、邮件写成模板，群发时套用。"), icon="message-2")
    create = Create(_("新建模板"), "messaging:template_new", "messaging.edit_template")

    @classmethod
    def source(cls, user: Any, store: Any) -> Any:
        """All templates: they are the group's."""
        return MessageTemplate.objects.all()

    def row_url(self, row: Any) -> str:
        """The form of the template."""
        return self.surl("messaging:template", pk=row.pk)

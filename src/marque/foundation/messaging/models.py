"""Templates, batches and single messages, and how each store sends."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marque.foundation.access.querysets import ScopedModel, ScopedQuerySet, ScopeFields
from marque.foundation.secrets.fields import EncryptedCharField
from marque.kernel import clock
from marque.organisation.models import Store


class Channel(models.TextChoices):
    """The way a message goes."""

    SMS = "sms", _("短信")
    EMAIL = "email", _("邮件")
    WECOM = "wecom", _("企业微信")
    FAX = "fax", _("传真")


class Purpose(models.TextChoices):
    """Advertising needs consent and keeps quiet hours; a notice of one's own business does not."""

    MARKETING = "marketing", _("营销")
    SERVICE = "service", _("业务通知")


class MessageStatus(models.TextChoices):
    """Where a message is; `sending` belongs to the job that claimed it."""

    QUEUED = "queued", _("待发送")
    SENDING = "sending", _("发送中")
    SENT = "sent", _("已发送")
    FAILED = "failed", _("失败")
    SKIPPED = "skipped", _("未发送")


class BatchStatus(models.TextChoices):
    """Where a batch is; `waiting` for the end of the quiet hours."""

    DRAFT = "draft", _("草稿")
    QUEUED = "queued", _("排队中")
    WAITING = "waiting", _("等待时段")
    DONE = "done", _("已完成")


class MessageTemplate(models.Model):
    """A text with fields such as {姓名}, shared by all stores (消息模板)."""

    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    name = models.CharField(_("模板名称"), max_length=40)
    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose, default=Purpose.MARKETING)
    subject = models.CharField(_("主题"), max_length=100, blank=True)
    body = models.TextField(_("正文"), max_length=2000)
    is_active = models.BooleanField(_("启用"), default=True)

    class Meta:
        verbose_name = _("消息模板")
        verbose_name_plural = _("消息模板")
        ordering = ("channel", "name")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("channel", "name"), name="one_template_a_name"),
        )

    def __str__(self) -> str:
        return self.name


class ChannelSetting(models.Model):
    """Which sender a channel uses, for all stores or for one (发送通道)."""

    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    store = models.ForeignKey(
        Store, models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    sender = models.CharField(_("发送方式"), max_length=20)
    from_address = models.CharField(_("发件人"), max_length=120, blank=True)
    host = models.CharField(_("服务器"), max_length=120, blank=True)
    port = models.PositiveIntegerField(_("端口"), null=True, blank=True)
    security = models.CharField(
        _("加密"),
        max_length=10,
        choices=(("none", _("不加密")), ("starttls", "STARTTLS"), ("tls", "TLS")),
        default="tls",
    )
    username = models.CharField(_("用户名"), max_length=120, blank=True)
    password = EncryptedCharField(_("密码"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("发送通道")
        verbose_name_plural = _("发送通道")
        ordering = ("channel", "store")
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(
                fields=("channel", "store"), name="one_sender_a_channel", nulls_distinct=False
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.sender}"


class MessageBatch(ScopedModel):
    """One text to many (群发).  `selection` are the keys of the parties of `party_type`."""

    VIEW_RIGHT = "messaging.view_message"
    SCOPE = ScopeFields(owner="by", store="store")

    name = models.CharField(_("对象范围"), max_length=100)
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel, default=Channel.SMS)
    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose, default=Purpose.MARKETING)
    subject = models.CharField(_("主题"), max_length=100, blank=True)
    body = models.TextField(_("正文"), max_length=2000, blank=True)
    party_type = models.CharField(max_length=60)
    selection = models.JSONField(_("收件人"), default=list, editable=False)
    status = models.CharField(
        _("状态"), max_length=8, choices=BatchStatus, default=BatchStatus.DRAFT
    )
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发送人")
    )
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    job = models.ForeignKey("jobs.Job", models.SET_NULL, null=True, related_name="+")

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("群发")
        verbose_name_plural = _("群发")
        ordering = ("-pk",)
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Message(ScopedModel):
    """One message to one party by one channel; its address is sealed (消息)."""

    VIEW_RIGHT = "messaging.view_message"
    SCOPE = ScopeFields(owner="by", store="store")

    batch = models.ForeignKey(
        MessageBatch,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name=_("群发"),
    )
    channel = models.CharField(_("渠道"), max_length=8, choices=Channel)
    purpose = models.CharField(_("用途"), max_length=10, choices=Purpose)
    party_type = models.CharField(max_length=60)
    party_id = models.PositiveBigIntegerField()
    party_name = models.CharField(_("收件人"), max_length=100)
    to_address = EncryptedCharField(_("地址"), max_length=120, blank=True)
    to_masked = models.CharField(_("地址"), max_length=120, blank=True)
    subject = models.CharField(_("主题"), max_length=200, blank=True)
    body = models.TextField(_("正文"))
    status = models.CharField(
        _("状态"), max_length=8, choices=MessageStatus, default=MessageStatus.QUEUED
    )
    reference = models.CharField(_("通道回执号"), max_length=200, blank=True)
    error = models.CharField(_("原因"), max_length=200, blank=True)
    store = models.ForeignKey(
        Store, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("门店")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("发送人")
    )
    created_at = models.DateTimeField(_("创建时间"), default=clock.now)
    sent_at = models.DateTimeField(_("发送时间"), null=True, blank=True)
    claimed_by = models.PositiveBigIntegerField(null=True, blank=True, editable=False)

    objects: ClassVar[Any] = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = _("消息")
        verbose_name_plural = _("消息")
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("party_type", "party_id", "-id"), name="message_by_party"),
            models.Index(fields=("batch", "status"), name="message_by_batch"),
            models.Index(fields=("store", "-id"), name="message_by_store"),
        )
        constraints = (
            models.UniqueConstraint(
                fields=("batch", "party_type", "party_id"),
                condition=Q(batch__isnull=False),
                name="one_message_a_party_and_batch",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False),
                name="sent_message_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("skipped", "failed")) | ~Q(error=""),
                name="unsent_message_says_why",
            ),
        )

    def __str__(self) -> str:
        return f"{self.party_name} {self.get_channel_display()}"

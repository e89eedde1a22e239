"""What a customer agreed to, and how long data is kept (domain reference §9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.foundation.secrets.fields import EncryptedCharField
from marque.parties.models.customers import Customer


class ConsentPurpose(models.TextChoices):
    """What for; the contract itself needs no consent."""

    CALL = "call", _("电话营销")
    SMS = "sms", _("短信营销")
    WECOM = "wecom", _("企业微信")
    PROFILING = "profiling", _("个性化推荐")
    BANK = "bank", _("提供给金融机构")
    INSURER = "insurer", _("提供给保险公司")
    OEM = "oem", _("提供给主机厂")
    TELEMATICS = "telematics", _("车联网数据")
    SENSITIVE = "sensitive", _("证件影像等敏感信息")


SHARING = (
    ConsentPurpose.BANK,
    ConsentPurpose.INSURER,
    ConsentPurpose.OEM,
)
"""Purposes that hand data to somebody else: each recipient is named and agreed to apart."""


class ConsentChannel(models.TextChoices):
    """How the customer said yes."""

    PAPER = "paper", _("纸质签字")
    SCREEN = "screen", _("屏幕签字")
    PHONE = "phone", _("电话录音")
    ONLINE = "online", _("线上勾选")


class Consent(models.Model):
    """One yes of a customer; withdrawn, never deleted (同意记录)."""

    customer = models.ForeignKey(
        Customer, on_delete=models.CASCADE, related_name="consents", verbose_name=_("客户")
    )
    purpose = models.CharField(_("用途"), max_length=12, choices=ConsentPurpose)
    recipient = models.CharField(_("接收方"), max_length=60, blank=True)
    text_version = models.CharField(_("告知书版本"), max_length=20)
    channel = models.CharField(_("取得方式"), max_length=10, choices=ConsentChannel)
    evidence = EncryptedCharField(_("凭据"), max_length=100, blank=True)
    granted_at = models.DateTimeField(_("同意时间"))
    granted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("同意记录")
        verbose_name_plural = _("同意记录")
        ordering = ("purpose", "-granted_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("customer", "purpose", "recipient"),
                condition=Q(withdrawn_at__isnull=True),
                name="one_open_consent_a_purpose_and_recipient",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=SHARING) & ~Q(recipient="")
                | ~Q(purpose__in=SHARING) & Q(recipient=""),
                name="shared_consent_names_its_recipient",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.purpose}"


class RetentionCategory(models.TextChoices):
    """What the data is for, by which its life is measured."""

    POTENTIAL = "potential", _("潜在客户（无业务往来）")
    FORMAL = "formal", _("正式客户（有成交）")


class RetentionPolicy(models.Model):
    """How long data of one category is kept after its last use, from a day on (留存期限)."""

    category = models.CharField(_("类别"), max_length=12, choices=RetentionCategory)
    valid_from_on = models.DateField(_("生效日期"))
    months = models.PositiveSmallIntegerField(_("保留月数"))
    basis = models.CharField(_("依据"), max_length=100, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )

    class Meta:
        verbose_name = _("留存期限")
        verbose_name_plural = _("留存期限")
        ordering = ("category", "-valid_from_on")
        constraints = (
            models.UniqueConstraint(
                fields=("category", "valid_from_on"), name="one_retention_a_category_and_day"
            ),
            models.CheckConstraint(condition=Q(months__gte=1), name="retention_lasts_a_month"),
        )

    def __str__(self) -> str:
        return f"{self.category} {self.months}"

"""Where leads and calendars cross the wall of the house: intake channels and calendar feeds."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from marque.crm.models.leads import word
from marque.crm.words import SOURCE


class Channel(models.Model):
    """A way by which leads come in by themselves: a form on the web, or a program (CUS-26).

    A form is found by its public `token`; of a program's key only the digest is kept.
    Leads are registered in the name of `by`.
    """

    class Kind(models.TextChoices):
        """Who sends."""

        FORM = "form", _("网页表单")
        API = "api", _("接口")

    store = models.ForeignKey(
        "organisation.Store", on_delete=models.CASCADE, related_name="+", verbose_name=_("门店")
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Kind)
    name = models.CharField(_("名称"), max_length=60)
    source = word(SOURCE, _("线索来源"), null=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("登记人"),
    )
    is_active = models.BooleanField(_("启用"), default=True)
    created_at = models.DateTimeField(_("创建时间"))
    used_at = models.DateTimeField(_("最近使用"), null=True, blank=True)

    class Meta:
        verbose_name = _("线索渠道")
        ordering = ("store", "kind", "pk")

    def __str__(self) -> str:
        return self.name


class CalendarFeed(models.Model):
    """A secret address under which a person's calendar program reads their calendar.

    Only the digest of the secret is kept; deleting the row closes the address.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="calendar_feed"
    )
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("创建时间"))
    read_at = models.DateTimeField(_("最近读取"), null=True, blank=True)

    class Meta:
        verbose_name = _("日历订阅")

    def __str__(self) -> str:
        return f"{self.user_id}"

"""Membership cards (会员卡)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class CardStatus(models.TextChoices):
    """Only an active card identifies its member."""

    ACTIVE = "active", _("使用中")
    LOST = "lost", _("已挂失")
    REPLACED = "replaced", _("已换卡")
    CANCELLED = "cancelled", _("已注销")


class MemberCard(models.Model):
    """A card handed to a customer; `number` is what the reader types."""

    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="cards", verbose_name=_("客户")
    )
    number = models.CharField(_("卡号"), max_length=40)
    status = models.CharField(
        _("状态"), max_length=10, choices=CardStatus, default=CardStatus.ACTIVE
    )
    issued_on = models.DateField(_("发卡日期"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    ended_on = models.DateField(_("停用日期"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
    )
    replaced_by = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("会员卡")
        verbose_name_plural = _("会员卡")
        ordering = ("-issued_on", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("number",), name="card_number_is_unique"),
            models.UniqueConstraint(
                fields=("customer",),
                condition=Q(status=CardStatus.ACTIVE),
                name="one_active_card_a_customer",
            ),
            models.CheckConstraint(condition=~Q(number=""), name="card_has_a_number"),
            models.CheckConstraint(
                condition=Q(status=CardStatus.ACTIVE, ended_on__isnull=True)
                | (~Q(status=CardStatus.ACTIVE) & Q(ended_on__isnull=False)),
                name="card_ended_has_a_day",
            ),
        )

    def __str__(self) -> str:
        return self.number

"""Who looked after a customer, and why that changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from marque.parties.models.customers import Customer


class OwnerChange(models.Model):
    """A customer passed from one member of staff to another (客户交接); none is the pool."""

    class Kind(models.TextChoices):
        """Why the owner changed."""

        TRANSFER = "transfer", _("交接")
        CLAIM = "claim", _("领取")
        RELEASE = "release", _("退回公海")
        EXPIRE = "expire", _("到期转入公海")
        ASSIGN = "assign", _("分配")
        MERGE = "merge", _("合并")

    customer = models.ForeignKey(
        Customer,
        on_delete=models.PROTECT,
        related_name="owner_changes",
        verbose_name=_("客户"),
    )
    kind = models.CharField(_("方式"), max_length=10, choices=Kind, default=Kind.TRANSFER)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    from_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("原归属人"),
    )
    to_user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("新归属人"),
    )
    changed_on = models.DateField(_("交接日期"))
    changed_at = models.DateTimeField(_("时间"), default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("操作人"),
    )

    class Meta:
        verbose_name = _("客户交接")
        verbose_name_plural = _("客户交接")
        ordering = ("-changed_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(from_user=models.F("to_user")),
                name="owner_change_changes_owner",
            ),
            models.CheckConstraint(
                condition=Q(from_user__isnull=False) | Q(to_user__isnull=False),
                name="owner_change_has_a_side",
            ),
        )

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.from_user_id} → {self.to_user_id}"
